-- The patients with a course, by whom every table of events is first cut down.
SELECT DISTINCT patient_id FROM _courses
