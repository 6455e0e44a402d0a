-- Everything but doses and measurements, with its times, as `_events` needs it.
SELECT kind, patient_id, t, stop, _file, _line FROM _drug_rows
UNION ALL
SELECT 'dialysis', patient_id, t, stop, _file, _line FROM _dialysis_rows
UNION ALL
SELECT 'stay', patient_id, t, stop, _file, _line FROM _stay_rows
