-- Rule 9: names and synonyms of vasopressors and supportive medicines of four characters or more, as
-- they are compared.
WITH written AS (
  SELECT 'vasopressor' AS kind, agent, agent AS word FROM vasopressor_agents
  UNION ALL
  SELECT 'vasopressor', agent, split_part(synonyms, '|', number)
  FROM vasopressor_agents JOIN _numbers ON number <= 100
  UNION ALL
  SELECT 'medication', agent, agent AS word FROM medication_agents
  UNION ALL
  SELECT 'medication', agent, split_part(synonyms, '|', number)
  FROM medication_agents JOIN _numbers ON number <= 100
),
squeezed AS (
  SELECT kind, agent, regexp_replace(lower(word), '[[:space:]_-]', '', 'g') AS word FROM written
)
SELECT DISTINCT kind, agent, word FROM squeezed WHERE length(word) >= 4
