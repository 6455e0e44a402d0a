-- hospital_id of each course: of the adt row that holds the start, else of the hospitalization's first.
WITH candidates AS (
  SELECT _courses.course_id, adt.hospital_id, adt.in_dttm, adt._file, adt._line,
         adt.in_dttm <= _courses.start AND (adt.out_dttm IS NULL OR _courses.start < adt.out_dttm)
           AS holds,
         adt.hospitalization_id = places.hospitalization_id AS is_same
  FROM _courses
  JOIN _course_places AS places ON _courses.course_id = places.course_id
  JOIN _subjects ON _courses.patient_id = _subjects.subject
  JOIN adt ON _subjects.hospitalization_id = adt.hospitalization_id
  WHERE adt.hospital_id IS NOT NULL
),
ranked AS (
  SELECT *, row_number() OVER (
         PARTITION BY course_id
         ORDER BY holds DESC NULLS LAST,
                  CASE WHEN holds THEN in_dttm END DESC NULLS LAST, in_dttm, _file, _line) AS place
  FROM candidates
  WHERE holds OR is_same
)
SELECT course_id, hospital_id FROM ranked WHERE place = 1
