-- Title: Vasopressor episodes
-- One row per: course and episode
-- Reads: counting_vasopressors, parameters
-- Counts: counted infusions, merged where they overlap, touch, or are at most gap_hours apart: their agents (at most six
--   by name), their hours from hour 0 on, their highest norepinephrine equivalent. An episode with an infusion without an end has
--   no stop_hour and no hours.
-- Out of: counted vasopressor infusions
-- Agrees with: none
-- Source: measure book, vasopressor
-- Parameters: gap_hours decimal 0: the longest pause, in hours, within one episode
WITH infusions_in_order AS (
    SELECT
        v.site_id,
        v.patient_id,
        v.course_id,
        v.agent,
        v.start_hour,
        v.stop_hour,
        v.peak_nee,
        p.gap_hours,
        MAX(COALESCE(v.stop_hour, 1e300)) OVER (
            PARTITION BY v.site_id, v.course_id
            ORDER BY v.start_hour, v.stop_hour NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_to
    FROM counting_vasopressors AS v
    CROSS JOIN parameters AS p
),
numbered_infusions AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        agent,
        start_hour,
        stop_hour,
        peak_nee,
        CAST(
            SUM(CASE WHEN start_hour <= covered_to + gap_hours + 1e-9 THEN 0 ELSE 1 END) OVER (
                PARTITION BY site_id, course_id
                ORDER BY start_hour, stop_hour NULLS LAST
            ) AS BIGINT
        ) AS episode
    FROM infusions_in_order
),
agent_names AS (
    SELECT
        site_id,
        course_id,
        episode,
        agent,
        ROW_NUMBER() OVER (PARTITION BY site_id, course_id, episode ORDER BY agent) AS place
    FROM numbered_infusions
    GROUP BY
        site_id,
        course_id,
        episode,
        agent
),
episode_names AS (
    SELECT
        site_id,
        course_id,
        episode,
        CONCAT_WS(
            ', ',
            MAX(CASE WHEN place = 1 THEN agent END),
            MAX(CASE WHEN place = 2 THEN agent END),
            MAX(CASE WHEN place = 3 THEN agent END),
            MAX(CASE WHEN place = 4 THEN agent END),
            MAX(CASE WHEN place = 5 THEN agent END),
            MAX(CASE WHEN place = 6 THEN agent END),
            CASE WHEN COUNT(*) > 6 THEN 'more' END
        ) AS names
    FROM agent_names
    GROUP BY
        site_id,
        course_id,
        episode
),
episodes AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        episode,
        COUNT(*) AS infusions,
        MIN(start_hour) AS start_hour,
        CASE WHEN COUNT(stop_hour) = COUNT(*) THEN MAX(stop_hour) END AS stop_hour,
        MAX(peak_nee) AS peak_nee
    FROM numbered_infusions
    GROUP BY
        site_id,
        patient_id,
        course_id,
        episode
)
SELECT
    e.site_id,
    e.patient_id,
    e.course_id,
    e.episode,
    n.names AS agents,
    e.infusions,
    e.start_hour,
    e.stop_hour,
    CASE WHEN e.stop_hour IS NOT NULL THEN GREATEST(e.stop_hour, 0) - GREATEST(e.start_hour, 0) END AS hours,
    e.peak_nee
FROM episodes AS e
JOIN episode_names AS n
    ON n.site_id = e.site_id
    AND n.course_id = e.course_id
    AND n.episode = e.episode
ORDER BY
    e.site_id,
    e.patient_id,
    e.course_id,
    e.episode
