-- One row per patient.
SELECT patient_id AS course_id, patient_id, 1 AS course_number, 'hd_il2' AS regimen,
       min(_file) AS _file, min(_line) AS _line
FROM _given
GROUP BY patient_id
