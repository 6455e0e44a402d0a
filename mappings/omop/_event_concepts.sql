-- The concepts that rows of patients with a course use.
WITH used AS (
  SELECT measurement_concept_id AS concept_id FROM _their_measurements
  UNION
  SELECT unit_concept_id FROM _their_measurements
  UNION
  SELECT procedure_concept_id
  FROM _course_patients
  JOIN procedure_occurrence ON _course_patients.patient_id = procedure_occurrence.person_id
  UNION
  SELECT condition_concept_id
  FROM _course_patients
  JOIN condition_occurrence ON _course_patients.patient_id = condition_occurrence.person_id
  UNION
  SELECT race_concept_id
  FROM _course_patients JOIN person ON _course_patients.patient_id = person.person_id
  UNION
  SELECT ethnicity_concept_id
  FROM _course_patients JOIN person ON _course_patients.patient_id = person.person_id
)
SELECT used.concept_id,
       min(concept.concept_name) AS concept_name,
       min(CASE WHEN concept.vocabulary_id = 'LOINC' THEN concept.concept_code END) AS loinc,
       min(CASE WHEN concept.vocabulary_id = 'UCUM' THEN concept.concept_code END) AS ucum,
       min(concept.concept_code) AS concept_code
FROM used
JOIN concept ON used.concept_id = concept.concept_id
WHERE used.concept_id <> '0'
GROUP BY used.concept_id
