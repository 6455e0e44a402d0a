-- The concepts of il2_concepts, and what descends from them.
WITH named AS (
  SELECT DISTINCT trim(split_part(parameters.il2_concepts, ',', number)) AS concept_id
  FROM parameters JOIN _numbers ON number <= 100
),
descended AS (
  SELECT concept_id FROM named WHERE concept_id <> ''
  UNION ALL
  SELECT concept_ancestor.descendant_concept_id
  FROM named JOIN concept_ancestor ON named.concept_id = concept_ancestor.ancestor_concept_id
)
SELECT DISTINCT concept_id FROM descended
