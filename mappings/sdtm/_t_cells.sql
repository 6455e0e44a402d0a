-- When T cells were given.
SELECT patient_id, start AS t
FROM _exposures
WHERE regexp_like(treatment, $til) AND meaning = 'given' AND start IS NOT NULL
