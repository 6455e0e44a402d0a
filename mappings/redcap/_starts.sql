-- The start of each course: course_start, else the first given dose.
SELECT _course_rows.record_id, _course_rows.course_id,
       coalesce(min(_course_rows.course_start), min(_zeros.zero)) AS start
FROM _course_rows
LEFT JOIN _zeros
  ON _course_rows.record_id = _zeros.record_id AND _course_rows.course_id = _zeros.course_id
WHERE _course_rows.course_id IS NOT NULL
GROUP BY _course_rows.record_id, _course_rows.course_id
