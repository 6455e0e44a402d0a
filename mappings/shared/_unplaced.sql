-- Rule 11: what has no course: administrations without patient or time, and each dose of words that
-- nobody knows, once, at the place of its first.
SELECT CASE meaning WHEN 'ended' THEN 'stopped' ELSE meaning END AS status, reason, _file, _line
FROM _administrations
WHERE patient_id IS NULL OR t IS NULL
UNION ALL
SELECT NULL, NULL, _file, _line FROM _dose_states WHERE meaning IS NULL
