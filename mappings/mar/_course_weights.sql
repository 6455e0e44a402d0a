-- The weight of each course: of the row of its first given dose, else by rule 7 from vital signs,
-- else of the patient.
WITH first_given AS (
  SELECT course_id, _file, _line,
         row_number() OVER (PARTITION BY course_id ORDER BY t, _file, _line) AS place
  FROM _course_doses
  WHERE is_given
)
SELECT _courses.course_id,
       coalesce(_il2_rows.weight_kg, _weights.weight_kg,
                CASE WHEN regexp_like(_people.weight_kg, '[0-9]')
                     THEN TRY_CAST(regexp_replace(_people.weight_kg, '[,[:space:]]', '', 'g')
                                   AS DOUBLE) END) AS weight_kg
FROM _courses
LEFT JOIN first_given ON _courses.course_id = first_given.course_id AND first_given.place = 1
LEFT JOIN _il2_rows
  ON first_given._file = _il2_rows._file AND first_given._line = _il2_rows._line
LEFT JOIN _weights ON _courses.course_id = _weights.course_id
LEFT JOIN _people ON _courses.patient_id = _people.patient_id
