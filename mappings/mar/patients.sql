-- One row per patient, in the place of the first row; rows without patient_id are given each.
WITH first_courses AS (
  SELECT _courses.patient_id, places.site
  FROM _courses
  JOIN _course_places AS places ON _courses.course_id = places.course_id
  WHERE _courses.course_number = 1
)
SELECT coalesce(_people.site, first_courses.site) AS site_id,
       _people.patient_id,
       _people.sex,
       _people.race,
       _people.ethnicity,
       _people.diagnosis,
       _people.prior_lines,
       _people.prior_checkpoint_inhibitor,
       CAST(_people.death_date AS INT) - _first_starts.first_day AS death_day,
       CAST(_people.last_contact_date AS INT) - _first_starts.first_day AS last_contact_day,
       _people._file,
       _people._line
FROM _people
LEFT JOIN _first_starts ON _people.patient_id = _first_starts.patient_id
LEFT JOIN first_courses ON _people.patient_id = first_courses.patient_id
UNION ALL
SELECT site, NULL, sex, race, ethnicity, diagnosis, prior_lines, prior_checkpoint_inhibitor,
       NULL, NULL, _file, _line
FROM patients
WHERE patient_id IS NULL
