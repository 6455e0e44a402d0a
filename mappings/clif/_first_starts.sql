-- The start of each patient's first course, from which days count, by person and by subject. Dates are
-- those of time_zone.
WITH days AS (
  SELECT _courses.patient_id, _courses.person,
         CAST(CAST(at_zone(_courses.start, parameters.time_zone) AS DATE) AS INT) AS day
  FROM _courses CROSS JOIN parameters
)
SELECT DISTINCT patient_id, person, min(day) OVER (PARTITION BY person) AS first_day FROM days
