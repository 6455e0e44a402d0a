-- Dialysis: runs of CRRT and, with `procedures`, procedures that are dialysis by their code.
WITH codes_of AS (
  SELECT system, code, min(modality) AS modality FROM dialysis_codes GROUP BY system, code
)
SELECT patient_id, t, stop, modality, _file, _line FROM _crrt_runs
UNION ALL
SELECT _subjects.subject, rows.procedure_billed_dttm, NULL, codes_of.modality, rows._file, rows._line
FROM _course_patients
JOIN _subjects ON _course_patients.patient_id = _subjects.subject
JOIN patient_procedures AS rows ON _subjects.hospitalization_id = rows.hospitalization_id
JOIN codes_of
  ON regexp_replace(upper(rows.procedure_code), '[[:space:].]', '', 'g') = codes_of.code
    AND regexp_replace(upper(rows.procedure_code_format), '[[:space:]_-]', '', 'g')
      = codes_of.system
CROSS JOIN parameters
WHERE parameters.procedures
