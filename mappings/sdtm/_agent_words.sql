-- Names and synonyms of vasopressors and supportive medicines, as they are compared.
WITH written AS (
  SELECT 'vasopressor' AS kind, agent, agent AS word, CAST(NULL AS VARCHAR) AS class
  FROM vasopressor_agents
  UNION ALL
  SELECT 'vasopressor', agent, split_part(synonyms, '|', number), NULL
  FROM vasopressor_agents JOIN _numbers ON number <= 100
  UNION ALL
  SELECT 'medication', agent, agent AS word, class FROM medication_agents
  UNION ALL
  SELECT 'medication', agent, split_part(synonyms, '|', number), class
  FROM medication_agents JOIN _numbers ON number <= 100
),
squeezed AS (
  SELECT kind, agent, class, regexp_replace(lower(word), '[[:space:]_-]', '', 'g') AS word
  FROM written
)
SELECT DISTINCT kind, agent, class, word FROM squeezed WHERE length(word) >= 4
