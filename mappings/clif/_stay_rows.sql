-- Stays of courses' subjects.
SELECT _subjects.subject AS patient_id,
       CASE lower(adt.location_category) WHEN 'stepdown' THEN 'step_down'
                                         ELSE lower(adt.location_category) END AS unit,
       adt.in_dttm AS t, adt.out_dttm AS stop, adt._file, adt._line
FROM _course_patients
JOIN _subjects ON _course_patients.patient_id = _subjects.subject
JOIN adt ON _subjects.hospitalization_id = adt.hospitalization_id
WHERE lower(adt.location_category) IN ('icu', 'stepdown', 'ward') AND adt.in_dttm IS NOT NULL
