-- Title: Length of stay of a course
-- One row per: course with a counted stay
-- Reads: treated_courses, stays
-- Counts: stays in any unit that start at most 720 h after the last given dose and end at -168 h or later (or have no end), each in full.
--   Overlapping stays are counted once: each stay adds only the time after the latest end of those that started
--   before it. Gaps between stays are not counted. Days are NULL if a stay has no end.
-- Out of: treated courses with a counted stay
-- Agrees with: none
-- Source: measure book, care
-- Parameters: none
WITH counting_stays AS (
    SELECT
        c.site_id,
        c.patient_id,
        c.course_id,
        s.start_hour,
        s.stop_hour,
        MAX(s.stop_hour) OVER (
            PARTITION BY c.site_id, c.course_id
            ORDER BY s.start_hour, s.stop_hour NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_to
    FROM treated_courses AS c
    JOIN stays AS s
        ON s.site_id = c.site_id
        AND s.course_id = c.course_id
    WHERE (s.stop_hour IS NULL OR s.stop_hour >= 0 - 168 - 1e-9)
        AND (c.last_hour IS NULL OR s.start_hour <= c.last_hour + 720 + 1e-9)
)
SELECT
    site_id,
    patient_id,
    course_id,
    CASE
        WHEN COUNT(stop_hour) = COUNT(*)
            THEN SUM(
                CASE
                    WHEN covered_to IS NULL THEN stop_hour - start_hour
                    WHEN stop_hour > covered_to THEN stop_hour - GREATEST(start_hour, covered_to)
                    ELSE 0
                END
            ) / 24
    END AS days
FROM counting_stays
GROUP BY
    site_id,
    patient_id,
    course_id
