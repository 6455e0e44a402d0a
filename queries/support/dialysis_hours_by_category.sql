-- Title: Hours on dialysis by category of modality
-- One row per: course at risk and category with counted dialysis
-- Reads: counting_dialysis
-- Counts: hours covered by the counted intervals of the category. Overlaps are counted once: each interval adds only the time after the
--   latest end of those that started before it. Hours are NULL if an interval has no end.
-- Out of: courses at risk with a counted interval
-- Agrees with: none
-- Source: measure book, dialysis and kidney
-- Parameters: none
WITH intervals AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        category,
        stop_hour,
        GREATEST(start_hour, 0) AS from_hour,
        GREATEST(stop_hour, 0) AS to_hour
    FROM counting_dialysis
),
intervals_in_order AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        category,
        stop_hour,
        from_hour,
        to_hour,
        COALESCE(
            MAX(to_hour) OVER (
                PARTITION BY site_id, course_id, category
                ORDER BY from_hour, to_hour NULLS LAST
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS covered_to
    FROM intervals
)
SELECT
    site_id,
    patient_id,
    course_id,
    category,
    CASE
        WHEN COUNT(stop_hour) = COUNT(*)
            THEN SUM(CASE WHEN to_hour > covered_to THEN to_hour - GREATEST(from_hour, covered_to) ELSE 0 END)
    END AS hours
FROM intervals_in_order
GROUP BY
    site_id,
    patient_id,
    course_id,
    category
