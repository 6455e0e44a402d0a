-- The best response of each course, and the days of its first response and progression.
WITH best AS (
  SELECT course_id,
         coalesce(min(rank) FILTER (WHERE test = 'BESTRESP'),
                  min(rank) FILTER (WHERE test = 'OVRLRESP')) AS rank,
         min(days) FILTER (WHERE response IN ('CR', 'PR')) AS response_day,
         min(days) FILTER (WHERE response = 'PD') AS progression_day
  FROM _responses
  GROUP BY course_id
)
SELECT course_id, response_day, progression_day,
       CASE rank WHEN 1 THEN 'CR' WHEN 2 THEN 'PR' WHEN 3 THEN 'SD'
                 WHEN 4 THEN 'PD' WHEN 5 THEN 'NE' END AS best_response
FROM best
