-- The rows of the export that are courses. The number of a record's only course may be absent.
WITH keyed AS (
  SELECT _file, _line, record_id,
         max(value) FILTER (WHERE field = 'course_no') AS course_no,
         max(moment) FILTER (WHERE field = 'course_start') AS course_start
  FROM _fields
  WHERE field IN ('course_no', 'course_start')
  GROUP BY _file, _line, record_id
),
counted AS (
  SELECT record_id,
         count(DISTINCT course_no) + count(*) FILTER (WHERE course_no IS NULL) AS courses,
         max(coalesce(course_no, '1')) AS only_course
  FROM keyed
  GROUP BY record_id
)
SELECT keyed._file, keyed._line, keyed.record_id, keyed.course_start,
       keyed.record_id || '-' || coalesce(
         keyed.course_no, CASE WHEN counted.courses = 1 THEN counted.only_course END) AS course_id,
       CASE WHEN counted.courses = 1
            THEN keyed.record_id || '-' || counted.only_course END AS only_course_id
FROM keyed
JOIN counted ON keyed.record_id = counted.record_id
