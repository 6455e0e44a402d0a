-- When T cells were given, in exposures of any type.
SELECT exposures.person_id AS patient_id,
       coalesce(exposures.drug_exposure_start_datetime,
                CAST(exposures.drug_exposure_start_date AS TIMESTAMP(6))) AS t
FROM _il2_exposures AS exposures
WHERE exposures.is_til
