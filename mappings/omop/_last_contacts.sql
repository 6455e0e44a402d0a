-- The latest end of observation of each patient with a course, else of a visit.
WITH ends AS (
  SELECT person_id, observation_period_end_date AS observed, CAST(NULL AS DATE) AS visited
  FROM _course_patients
  JOIN observation_period ON _course_patients.patient_id = observation_period.person_id
  UNION ALL
  SELECT person_id, NULL, visit_end_date
  FROM _course_patients
  JOIN visit_occurrence ON _course_patients.patient_id = visit_occurrence.person_id
)
SELECT person_id, coalesce(max(observed), max(visited)) AS day FROM ends GROUP BY person_id
