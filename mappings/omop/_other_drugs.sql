-- Exposures that are used, of a drug that is neither IL-2 nor T cells.
WITH others AS (
  SELECT exposures.drug_type_concept_id, exposures._line
  FROM _il2_concepts AS concepts
  RIGHT JOIN drug_exposure AS exposures ON concepts.concept_id = exposures.drug_concept_id
  CROSS JOIN parameters
  WHERE concepts.concept_id IS NULL
    AND NOT regexp_like(lower(coalesce(exposures.drug_source_value, '')), parameters.il2)
    AND NOT regexp_like(lower(coalesce(exposures.drug_source_value, '')), parameters.til)
)
SELECT others._line
FROM _drug_types
RIGHT JOIN others ON _drug_types.type = others.drug_type_concept_id
CROSS JOIN _used_types
WHERE _drug_types.type IS NOT NULL OR NOT are_typed
LIMIT 1
