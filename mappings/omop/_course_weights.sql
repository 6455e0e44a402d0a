-- The weight of each course: rule 7, from measurements.
SELECT course_id, weight_kg FROM _weights
