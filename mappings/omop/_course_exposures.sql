-- Exposures of patients with a course.
SELECT exposures.*
FROM _course_patients
JOIN drug_exposure AS exposures ON _course_patients.patient_id = exposures.person_id
