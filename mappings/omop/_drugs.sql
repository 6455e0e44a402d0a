-- Every pair of concept and source value of a drug, once, with its name, and whether it is IL-2 or T
-- cells.
WITH pairs AS (
  SELECT DISTINCT drug_concept_id, drug_source_value FROM drug_exposure
)
SELECT pairs.drug_concept_id, pairs.drug_source_value,
       coalesce(concepts.name, pairs.drug_source_value) AS drug,
       coalesce(concepts.is_il2, false)
         OR regexp_like(lower(coalesce(concepts.concept_name, '')), parameters.il2)
         OR regexp_like(lower(coalesce(pairs.drug_source_value, '')), parameters.il2) AS is_il2,
       regexp_like(lower(coalesce(concepts.concept_name, '')), parameters.til)
         OR regexp_like(lower(coalesce(pairs.drug_source_value, '')), parameters.til) AS is_til
FROM pairs
CROSS JOIN parameters
LEFT JOIN _exposed_concepts AS concepts ON pairs.drug_concept_id = concepts.concept_id
