-- Everything but doses and measurements, with its times, as `_events` needs it.
SELECT 'vasopressor' AS kind, patient_id, start AS t, stop, _file, _line FROM _infusions
UNION ALL
SELECT 'medication', patient_id, t, NULL, _file, _line FROM _medicine_rows
UNION ALL
SELECT 'dialysis', patient_id, t, stop, _file, _line FROM _dialysis_rows
UNION ALL
SELECT 'stay', patient_id, t, stop, _file, _line FROM _stay_rows
