-- The site's own columns of courses: the fields cx_… as x_….
SELECT _course_rows.course_id,
       'x_' || substr(_fields.field, 4) AS own,
       _fields.value,
       _course_rows._file,
       _course_rows._line
FROM _course_rows
JOIN _fields
  ON _course_rows._file = _fields._file AND _course_rows._line = _fields._line
WHERE _fields.field LIKE 'cx\_%'
