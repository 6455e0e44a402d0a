-- Texts that a reason may be as it stands: terms, their synonyms, and organ systems.
WITH words AS (
  SELECT term AS word FROM toxicity_terms
  UNION ALL
  SELECT split_part(synonyms, '|', number) AS word
  FROM toxicity_terms
  JOIN _numbers ON number <= 1 + length(synonyms) - length(replace(synonyms, '|', ''))
  UNION ALL
  SELECT organ_system AS word FROM organ_systems
  UNION ALL
  SELECT label AS word FROM organ_systems
)
SELECT DISTINCT lower(regexp_replace(word, '[ _-]', '', 'g')) AS word
FROM words
