-- Exposures that are used, of a drug that is neither IL-2 nor T cells. What is small comes first: rows
-- pass by it.
WITH others AS (
  SELECT exposures.drug_type_concept_id, exposures._line
  FROM _il2_concepts AS concepts
  RIGHT JOIN drug_exposure AS exposures ON concepts.concept_id = exposures.drug_concept_id
  WHERE concepts.concept_id IS NULL
    AND NOT regexp_like(lower(coalesce(exposures.drug_source_value, '')), $il2)
    AND NOT regexp_like(lower(coalesce(exposures.drug_source_value, '')), $til)
),
typed AS (
  SELECT others._line, _drug_types.type
  FROM _drug_types
  RIGHT JOIN others ON _drug_types.type = others.drug_type_concept_id
)
SELECT typed._line
FROM _used_types CROSS JOIN typed
WHERE typed.type IS NOT NULL OR NOT are_typed
LIMIT 1
