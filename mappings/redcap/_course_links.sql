-- Which course each row with checked boxes is of: its course_no, else the record's only course.
WITH numbers AS (
  SELECT _file, _line, value AS course_no FROM _fields WHERE field = 'course_no'
),
box_rows AS (
  SELECT DISTINCT _file, _line, record_id FROM _boxes
)
SELECT box_rows._file, box_rows._line,
       coalesce(box_rows.record_id || '-' || numbers.course_no,
                _only_courses.only_course_id) AS course_id
FROM box_rows
LEFT JOIN numbers ON box_rows._file = numbers._file AND box_rows._line = numbers._line
LEFT JOIN _only_courses ON box_rows.record_id = _only_courses.record_id
