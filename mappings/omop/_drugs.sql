-- Every pair of concept and source value of a drug that patients with a course had, once, with its
-- name.
WITH pairs AS (
  SELECT DISTINCT drug_concept_id, drug_source_value FROM _course_exposures
)
SELECT pairs.drug_concept_id, pairs.drug_source_value,
       coalesce(concepts.name, pairs.drug_source_value) AS drug
FROM pairs
LEFT JOIN _exposed_concepts AS concepts ON pairs.drug_concept_id = concepts.concept_id
