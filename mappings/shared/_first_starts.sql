-- The start of each subject's first course, from which days count.
SELECT patient_id, CAST(CAST(min(start) AS DATE) AS INT) AS first_day
FROM _courses
GROUP BY patient_id
