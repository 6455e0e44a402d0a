-- Exposures that are used, of a drug that is neither IL-2 nor T cells.
SELECT exposures._line
FROM _drugs
JOIN drug_exposure AS exposures
  ON (_drugs.drug_concept_id IS NOT DISTINCT FROM exposures.drug_concept_id)
    AND (_drugs.drug_source_value IS NOT DISTINCT FROM exposures.drug_source_value)
CROSS JOIN _used_types
LEFT JOIN _drug_types ON exposures.drug_type_concept_id = _drug_types.type
WHERE NOT _drugs.is_il2 AND NOT _drugs.is_til AND (_drug_types.type IS NOT NULL OR NOT are_typed)
LIMIT 1
