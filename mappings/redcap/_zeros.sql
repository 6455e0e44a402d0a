-- Hour 0 of each course: the time of its first given dose.
SELECT record_id, course_id, min(moment) AS zero
FROM _dose_rows
WHERE is_given AND moment IS NOT NULL AND course_id IS NOT NULL
GROUP BY record_id, course_id
