-- Title: Courses with a vasopressor
-- One row per: course with a vasopressor infusion that counts
-- Reads: counting_vasopressors
-- Counts: first_start_hour, hours with any infusion, and the highest norepinephrine equivalent of one infusion's peak rate. Hours
--   are those of the union, from hour 0 on: an hour with two is one hour, so each adds what it has after the furthest end of those
--   that started before it. Hours are NULL where one has no end.
-- Out of: treated courses with an infusion that counts
-- Agrees with: none
-- Source: measure book, vasopressor; norepinephrine equivalents: Kotani Y, et al. Crit Care 2023;27:29
-- Parameters: none
WITH infusions AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        start_hour,
        stop_hour,
        peak_nee,
        GREATEST(start_hour, 0) AS from_hour,
        GREATEST(stop_hour, 0) AS to_hour
    FROM counting_vasopressors
),
infusions_in_order AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        start_hour,
        stop_hour,
        peak_nee,
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
    FROM infusions
)
SELECT
    site_id,
    patient_id,
    course_id,
    MIN(start_hour) AS first_start_hour,
    CASE
        WHEN COUNT(stop_hour) = COUNT(*)
            THEN SUM(CASE WHEN to_hour > covered_to THEN to_hour - GREATEST(from_hour, covered_to) ELSE 0 END)
    END AS hours,
    MAX(peak_nee) AS peak_nee
FROM infusions_in_order
GROUP BY
    site_id,
    patient_id,
    course_id
