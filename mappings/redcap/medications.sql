-- One row per checked box of supportive medicines of a course.
SELECT _course_links.course_id,
       _boxes.label AS agent,
       _boxes.label AS class,
       _boxes._file,
       _boxes._line
FROM _boxes
JOIN _course_links
  ON _boxes._file = _course_links._file AND _boxes._line = _course_links._line
WHERE _boxes.field = 'supportive'
