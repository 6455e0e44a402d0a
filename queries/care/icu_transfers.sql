-- Title: Unplanned transfers to an intensive care unit
-- One row per: treated course with a known care_setting other than `icu`
-- Reads: treated_courses, counting_icu_stays
-- Counts: transfers: ICU stays that start after hour 0 and at most 720 h after the last given dose. Overlapping stays are
--   counted once: each stay adds only the time after the latest end of those that started before it. Hours are NULL if
--   there is no transfer or a transfer has no end.
-- Out of: treated courses whose care_setting is known and is not `icu`: where a course was given in an ICU, or the
--   care_setting is unknown, a stay may have been planned
-- Agrees with: none
-- Source: measure book, care
-- Parameters: none
WITH transfers AS (
    SELECT
        site_id,
        course_id,
        start_hour,
        stop_hour,
        COALESCE(
            MAX(stop_hour) OVER (
                PARTITION BY site_id, course_id
                ORDER BY start_hour, stop_hour NULLS LAST
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS covered_to
    FROM counting_icu_stays
    WHERE start_hour > 0 + 1e-9
)
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    COUNT(t.start_hour) AS transfers,
    CASE
        WHEN COUNT(t.start_hour) > 0 AND COUNT(t.stop_hour) = COUNT(t.start_hour)
            THEN SUM(CASE WHEN t.stop_hour > t.covered_to THEN t.stop_hour - GREATEST(t.start_hour, t.covered_to) ELSE 0 END)
    END AS hours
FROM treated_courses AS c
LEFT JOIN transfers AS t
    ON t.site_id = c.site_id
    AND t.course_id = c.course_id
WHERE c.care_setting <> 'icu'
GROUP BY
    c.site_id,
    c.patient_id,
    c.course_id
