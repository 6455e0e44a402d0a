-- Exposures to IL-2 or to T cells, by their concept or their source value. The few concepts come first:
-- rows pass by them.
WITH marked AS (
  SELECT exposures.*,
         coalesce(concepts.is_il2, false)
           OR regexp_like(lower(coalesce(exposures.drug_source_value, '')), $il2) AS is_il2,
         coalesce(concepts.is_til, false)
           OR regexp_like(lower(coalesce(exposures.drug_source_value, '')), $til) AS is_til
  FROM _il2_concepts AS concepts
  RIGHT JOIN drug_exposure AS exposures ON concepts.concept_id = exposures.drug_concept_id
)
SELECT * FROM marked WHERE is_il2 OR is_til
