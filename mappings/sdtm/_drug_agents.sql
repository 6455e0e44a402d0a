-- Rule 9: the agent of each drug name: the longest name or synonym that the name begins with.
WITH drugs AS (
  SELECT DISTINCT coalesce(cm.cmdecod, cm.cmtrt) AS drug
  FROM _events JOIN cm ON _events._file = cm._file AND _events._line = cm._line
  WHERE _events.domain = 'cm'
),
found AS (
  SELECT drugs.drug, _agent_words.kind, _agent_words.agent, _agent_words.class,
         row_number() OVER (PARTITION BY drugs.drug, _agent_words.kind
                            ORDER BY length(_agent_words.word) DESC, _agent_words.agent) AS place
  FROM drugs
  JOIN _agent_words
    ON starts_with(regexp_replace(lower(drugs.drug), '[[:space:]_-]', '', 'g'), _agent_words.word)
)
SELECT drug, kind, agent, class FROM found WHERE place = 1
