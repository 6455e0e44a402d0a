-- Exposures to IL-2. `is_typed`: of a type of drug_types.
SELECT exposures.person_id AS patient_id, exposures.quantity AS amount,
       exposures.dose_unit_source_value AS unit,
       coalesce(exposures.drug_exposure_start_datetime,
                CAST(exposures.drug_exposure_start_date AS TIMESTAMP(6))) AS t,
       regexp_like(lower(coalesce(exposures.route_source_value, '')), $il2_routes)
         AS is_routed,
       _drug_types.type IS NOT NULL AS is_typed,
       exposures._file, exposures._line
FROM _il2_exposures AS exposures
LEFT JOIN _drug_types ON exposures.drug_type_concept_id = _drug_types.type
WHERE exposures.is_il2
