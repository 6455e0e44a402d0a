-- Rows of dialysis of patients with a course, with their modality.
SELECT dialysis.patient_id, dialysis.start_time AS t, dialysis.stop_time AS stop,
       _modalities.modality, dialysis._file, dialysis._line
FROM _course_patients
JOIN dialysis ON _course_patients.patient_id = dialysis.patient_id
LEFT JOIN _modalities ON dialysis.modality = _modalities.written
WHERE coalesce(_modalities.is_dialysis, true)
