-- Everything but doses, with its times, as `_events` needs it.
SELECT 'toxicity' AS kind, patient_id, t, stop, _file, _line FROM _adverse_event_times
UNION ALL
SELECT 'vasopressor', patient_id, start, stop, _file, _line FROM _pressor_intervals
UNION ALL
SELECT 'medication', patient_id, t, NULL, _file, _line
FROM _drug_rows
WHERE kind = 'medication' AND meaning IN ('given', 'start')
UNION ALL
SELECT 'dialysis', patient_id, t, stop, _file, _line FROM _dialysis_rows
UNION ALL
SELECT 'stay', patient_id, t, stop, _file, _line FROM _stay_rows
