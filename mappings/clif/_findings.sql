-- Laboratory values of blood and vital signs of courses' subjects, as `_measured` needs them. A vital
-- sign is in its analyte's own unit.
SELECT _subjects.subject AS patient_id, labs.lab_collect_dttm AS t, CAST(NULL AS VARCHAR) AS code,
       codes.analyte AS name, false AS name_says_kg,
       coalesce(CAST(labs.lab_value_numeric AS VARCHAR), labs.lab_value) AS value,
       labs.reference_unit AS unit, CAST(NULL AS VARCHAR) AS lower_limit,
       CAST(NULL AS VARCHAR) AS upper_limit, labs._file, labs._line
FROM _course_patients
JOIN _subjects ON _course_patients.patient_id = _subjects.subject
JOIN labs ON _subjects.hospitalization_id = labs.hospitalization_id
JOIN codes ON codes.system = 'clif_lab' AND lower(labs.lab_category) = codes.code
WHERE labs.lab_specimen_category IS NULL OR lower(labs.lab_specimen_category) = 'blood/plasma/serum'
UNION ALL
SELECT _subjects.subject, vitals.recorded_dttm, NULL, codes.analyte, false,
       CAST(vitals.vital_value AS VARCHAR), analytes.unit, NULL, NULL, vitals._file, vitals._line
FROM _course_patients
JOIN _subjects ON _course_patients.patient_id = _subjects.subject
JOIN vitals ON _subjects.hospitalization_id = vitals.hospitalization_id
JOIN codes ON codes.system = 'clif_vital' AND lower(vitals.vital_category) = codes.code
JOIN analytes ON codes.analyte = analytes.analyte
