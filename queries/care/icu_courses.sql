-- Title: Courses with a stay in an intensive care unit
-- One row per: course with a counted ICU stay
-- Reads: counting_icu_stays
-- Counts: hours in an ICU from hour 0 on. Overlapping stays are counted once: each stay adds only the time after the latest
--   end of those that started before it. Hours are NULL if a stay has no end.
-- Out of: treated courses with a counted ICU stay
-- Agrees with: none
-- Source: measure book, care
-- Parameters: none
WITH icu_stays AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        stop_hour,
        GREATEST(start_hour, 0) AS from_hour,
        GREATEST(stop_hour, 0) AS to_hour
    FROM counting_icu_stays
),
icu_stays_in_order AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        stop_hour,
        from_hour,
        to_hour,
        COALESCE(
            MAX(to_hour) OVER (
                PARTITION BY site_id, course_id
                ORDER BY from_hour, to_hour NULLS LAST
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS covered_to
    FROM icu_stays
)
SELECT
    site_id,
    patient_id,
    course_id,
    COUNT(*) AS stays,
    COUNT(stop_hour) = COUNT(*) AS is_ended,
    CASE
        WHEN COUNT(stop_hour) = COUNT(*)
            THEN SUM(CASE WHEN to_hour > covered_to THEN to_hour - GREATEST(from_hour, covered_to) ELSE 0 END)
    END AS hours
FROM icu_stays_in_order
GROUP BY
    site_id,
    patient_id,
    course_id
