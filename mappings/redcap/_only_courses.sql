-- The course of each record that has one course: that of its rows without a link.
SELECT DISTINCT record_id, only_course_id
FROM _course_rows
WHERE only_course_id IS NOT NULL
