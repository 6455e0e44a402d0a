-- Courses. `zero` is hour 0, the first given dose (none: NULL); `start` is that, or the first dose.
WITH courses AS (
  SELECT patient_id, kind, segment, part,
         min(begins) AS start, max(ends) AS ends, bool_or(is_til) AS is_til
  FROM _course_blocks
  GROUP BY patient_id, kind, segment, part
)
SELECT patient_id, kind, segment, part, start, is_til,
       CASE WHEN kind = 'cycle' THEN start END AS zero,
       CASE WHEN kind = 'cycle' THEN ends END AS last_given,
       row_number() OVER (PARTITION BY patient_id ORDER BY start, kind, segment, part)
         AS course_number,
       patient_id || '-' || CAST(row_number() OVER (
         PARTITION BY patient_id ORDER BY start, kind, segment, part) AS VARCHAR) AS course_id
FROM courses
