-- Treated courses, and from when events are theirs (rule 5): `theirs_from`, and `next_from` of the
-- treated course after. With `course` stay every row of the hospitalization is its event.
WITH placed AS (
  SELECT _courses.patient_id, _courses.course_id, _courses.zero, _courses.last_given,
         lag(last_given) OVER (PARTITION BY patient_id ORDER BY zero) AS last_before
  FROM _courses
  CROSS JOIN parameters
  WHERE zero IS NOT NULL AND parameters.course = 'gap'
),
bounded AS (
  SELECT placed.*,
         CASE WHEN last_before IS NULL THEN zero - CAST(CAST(lookback_days AS VARCHAR) || ' days' AS INTERVAL)
              ELSE greatest(zero - CAST(CAST(lead_days AS VARCHAR) || ' days' AS INTERVAL), last_before) END AS theirs_from,
         zero - CAST(CAST(lookback_days AS VARCHAR) || ' days' AS INTERVAL) AS looked_back_to,
         last_given + CAST(CAST(follow_days AS VARCHAR) || ' days' AS INTERVAL) AS followed_to
  FROM placed CROSS JOIN parameters
)
SELECT patient_id, course_id, zero, theirs_from, looked_back_to, followed_to,
       lead(theirs_from) OVER (PARTITION BY patient_id ORDER BY zero) AS next_from,
       lag(followed_to) OVER (PARTITION BY patient_id ORDER BY zero) AS followed_before,
       count(*) OVER (PARTITION BY patient_id) AS treated_courses
FROM bounded
UNION ALL
SELECT patient_id, course_id, zero, CAST('0001-01-01T00:00:00' AS TIMESTAMP(6)), NULL,
       CAST('9999-12-31T00:00:00' AS TIMESTAMP(6)), NULL, NULL, 1
FROM _courses CROSS JOIN parameters
WHERE parameters.course = 'stay'
