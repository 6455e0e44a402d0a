-- Rows of dialysis with their modality.
SELECT dialysis.patient_id, dialysis.start_time AS t, dialysis.stop_time AS stop,
       _modalities.modality, dialysis._file, dialysis._line
FROM dialysis
LEFT JOIN _modalities ON dialysis.modality = _modalities.written
WHERE coalesce(_modalities.is_dialysis, true)
