-- The age at each course: of the last hospitalization that began by the start, of those that had not
-- ended by then, if any.
WITH begun AS (
  SELECT _courses.course_id, rows.age_at_admission,
         row_number() OVER (PARTITION BY _courses.course_id
           ORDER BY rows.discharge_dttm IS NULL OR rows.discharge_dttm > _courses.start DESC,
                    rows.admission_dttm DESC, rows._file DESC, rows._line DESC) AS place
  FROM _courses
  JOIN hospitalization AS rows ON _courses.person = rows.patient_id
  WHERE rows.admission_dttm <= _courses.start
)
SELECT course_id,
       CASE WHEN regexp_like(age_at_admission, '[0-9]')
            THEN floor(TRY_CAST(age_at_admission AS DOUBLE)) END AS years
FROM begun
WHERE place = 1
