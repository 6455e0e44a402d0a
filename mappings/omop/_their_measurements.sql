-- Measurements of patients with a course.
SELECT measurement.*
FROM _course_patients
JOIN measurement ON _course_patients.patient_id = measurement.person_id
