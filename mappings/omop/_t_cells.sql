-- When T cells were given, in exposures of any type.
SELECT exposures.person_id AS patient_id,
       coalesce(exposures.drug_exposure_start_datetime,
                CAST(exposures.drug_exposure_start_date AS TIMESTAMP(6))) AS t
FROM _drugs
JOIN drug_exposure AS exposures
  ON (_drugs.drug_concept_id IS NOT DISTINCT FROM exposures.drug_concept_id)
    AND (_drugs.drug_source_value IS NOT DISTINCT FROM exposures.drug_source_value)
WHERE _drugs.is_til
