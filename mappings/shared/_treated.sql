-- Treated courses, and from when events are theirs (rule 5): `theirs_from`, and `next_from` of the
-- treated course after.
WITH placed AS (
  SELECT _courses.*,
         lag(last_given) OVER (PARTITION BY patient_id ORDER BY zero) AS last_before
  FROM _courses
  WHERE zero IS NOT NULL
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
