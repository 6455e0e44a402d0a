-- One row per person with a course.
WITH deaths AS (
  SELECT death.person_id, min(death.death_date) AS day
  FROM _course_patients JOIN death ON _course_patients.patient_id = death.person_id
  GROUP BY death.person_id
)
SELECT person.person_id AS patient_id,
       CASE person.gender_concept_id WHEN '8507' THEN 'male' WHEN '8532' THEN 'female'
                                     ELSE 'unknown' END AS sex,
       coalesce(races.concept_name, person.race_source_value) AS race,
       coalesce(ethnicities.concept_name, person.ethnicity_source_value) AS ethnicity,
       _diagnoses.diagnosis,
       CAST(deaths.day AS INT) - _first_starts.first_day AS death_day,
       CAST(_last_contacts.day AS INT) - _first_starts.first_day AS last_contact_day,
       person._file,
       person._line
FROM _first_starts
JOIN person ON _first_starts.patient_id = person.person_id
LEFT JOIN _event_concepts AS races ON person.race_concept_id = races.concept_id
LEFT JOIN _event_concepts AS ethnicities ON person.ethnicity_concept_id = ethnicities.concept_id
LEFT JOIN _diagnoses ON person.person_id = _diagnoses.person_id
LEFT JOIN deaths ON person.person_id = deaths.person_id
LEFT JOIN _last_contacts ON person.person_id = _last_contacts.person_id
