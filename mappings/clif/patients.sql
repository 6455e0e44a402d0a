-- One row per patient with a course. Dates are those of time_zone.
WITH people AS (
  SELECT DISTINCT person, first_day FROM _first_starts
),
discharges AS (
  SELECT people.person, max(hospitalization.discharge_dttm) AS t
  FROM people
  JOIN hospitalization ON people.person = hospitalization.patient_id
  GROUP BY people.person
),
sites AS (
  SELECT _courses.person, min(_course_sites.hospital_id) AS hospital_id
  FROM _courses
  JOIN _course_sites ON _courses.course_id = _course_sites.course_id
  WHERE _courses.course_number = 1
  GROUP BY _courses.person
)
SELECT CASE parameters.site WHEN 'hospital_id' THEN sites.hospital_id END AS site_id,
       patient.patient_id,
       patient.sex_category AS sex,
       patient.race_category AS race,
       patient.ethnicity_category AS ethnicity,
       CAST(CAST(at_zone(patient.death_dttm, parameters.time_zone) AS DATE) AS INT)
         - people.first_day AS death_day,
       CAST(CAST(at_zone(discharges.t, parameters.time_zone) AS DATE) AS INT)
         - people.first_day AS last_contact_day,
       patient._file,
       patient._line
FROM people
JOIN patient ON people.person = patient.patient_id
CROSS JOIN parameters
LEFT JOIN discharges ON people.person = discharges.person
LEFT JOIN sites ON patient.patient_id = sites.person
