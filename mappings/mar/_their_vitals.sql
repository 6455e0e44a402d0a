-- Vital signs of patients with a course.
SELECT vitals.*
FROM _course_patients
JOIN vitals ON _course_patients.patient_id = vitals.patient_id
