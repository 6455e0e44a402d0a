-- Title: Courses with a vasopressor
-- One row per: course with a counted vasopressor infusion
-- Reads: counting_vasopressors
-- Counts: first_start_hour; is_unlisted_only: all counted infusions are of agents not in the list; hours with any infusion;
--   and peak_nee, the highest sum of the norepinephrine equivalents of the peak rates of concurrent infusions. Hours start
--   at hour 0. Overlaps are counted once: each infusion adds only the time after the latest end of those that started
--   before it. Hours are NULL if an infusion has no end. For peak_nee an infusion runs from its start (at least hour 0) until just before
--   its stop, and one of zero length at its start; the sum is highest at a start. It is NULL if an infusion has no equivalent.
-- Out of: treated courses with a counted infusion
-- Agrees with: none
-- Source: measure book, vasopressor; norepinephrine equivalents: Kotani Y, et al. Crit Care 2023;27:29
-- Parameters: none
WITH infusions AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        agent,
        start_hour,
        stop_hour,
        peak_nee,
        GREATEST(start_hour, 0) AS from_hour,
        GREATEST(stop_hour, 0) AS to_hour
    FROM counting_vasopressors
),
moments AS (
    SELECT DISTINCT
        site_id,
        course_id,
        from_hour AS moment_hour
    FROM infusions
),
sums AS (
    SELECT
        m.site_id,
        m.course_id,
        m.moment_hour,
        SUM(i.peak_nee) AS nee
    FROM moments AS m
    JOIN infusions AS i
        ON i.site_id = m.site_id
        AND i.course_id = m.course_id
    WHERE i.from_hour <= m.moment_hour + 1e-9
        AND (
            i.stop_hour IS NULL
            OR m.moment_hour < i.to_hour - 1e-9
            OR (i.to_hour <= i.from_hour + 1e-9 AND m.moment_hour <= i.to_hour + 1e-9)
        )
    GROUP BY
        m.site_id,
        m.course_id,
        m.moment_hour
),
peaks AS (
    SELECT
        site_id,
        course_id,
        MAX(nee) AS nee
    FROM sums
    GROUP BY
        site_id,
        course_id
),
infusions_in_order AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        agent,
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
    i.site_id,
    i.patient_id,
    i.course_id,
    MIN(i.start_hour) AS first_start_hour,
    SUM(CASE WHEN i.agent = 'unclassified' THEN 0 ELSE 1 END) = 0 AS is_unlisted_only,
    CASE
        WHEN COUNT(i.stop_hour) = COUNT(*)
            THEN SUM(CASE WHEN i.to_hour > i.covered_to THEN i.to_hour - GREATEST(i.from_hour, i.covered_to) ELSE 0 END)
    END AS hours,
    CASE WHEN COUNT(i.peak_nee) = COUNT(*) THEN MAX(p.nee) END AS peak_nee
FROM infusions_in_order AS i
JOIN peaks AS p
    ON p.site_id = i.site_id
    AND p.course_id = i.course_id
GROUP BY
    i.site_id,
    i.patient_id,
    i.course_id
