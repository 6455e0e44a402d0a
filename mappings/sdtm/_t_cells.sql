-- When T cells were given.
SELECT patient_id, start AS t
FROM _exposures CROSS JOIN parameters
WHERE regexp_like(treatment, parameters.til) AND meaning = 'given' AND start IS NOT NULL
