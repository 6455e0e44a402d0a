-- Rule 9: the agent of each drug: the longest name or synonym that its name begins with. A layout
-- gives `_drug_names`: drug.
WITH found AS (
  SELECT _drug_names.drug, _agent_words.kind, _agent_words.agent,
         row_number() OVER (PARTITION BY _drug_names.drug, _agent_words.kind
                            ORDER BY length(_agent_words.word) DESC, _agent_words.agent) AS place
  FROM _drug_names
  JOIN _agent_words
    ON starts_with(regexp_replace(lower(_drug_names.drug), '[[:space:]_-]', '', 'g'),
                   _agent_words.word)
)
SELECT drug, kind, agent FROM found WHERE place = 1
