-- One row per patient with a course. Dates are those of time_zone.
WITH discharges AS (
  SELECT hospitalization.patient_id, max(hospitalization.discharge_dttm) AS t
  FROM hospitalization
  GROUP BY hospitalization.patient_id
),
people AS (
  SELECT DISTINCT person, first_day FROM _first_starts
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
LEFT JOIN discharges ON patient.patient_id = discharges.patient_id
LEFT JOIN sites ON patient.patient_id = sites.person
