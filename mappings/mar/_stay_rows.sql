-- Stays of patients with a course in a unit that is known.
SELECT adt.patient_id, _levels.unit, adt.in_time AS t, adt.out_time AS stop, adt._file, adt._line
FROM _course_patients
JOIN adt ON _course_patients.patient_id = adt.patient_id
JOIN _levels ON coalesce(adt.level_of_care, adt.department) = _levels.name
WHERE adt.in_time IS NOT NULL
