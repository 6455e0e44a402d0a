-- Title: Two vasopressors at once
-- One row per: stratum
-- Reads: collected_strata, measured_courses, counting_vasopressors
-- Counts: courses in which two different agents ran at the same time after hour 0. An infusion without an end continues; ends that touch
--   do not overlap; unlisted agents differ by name.
-- Out of: treated courses of sites that collected vasopressors
-- Agrees with: vasopressor.two_or_more_agents
-- Source: measure book, vasopressor
-- Parameters: none
WITH infusions AS (
    SELECT
        site_id,
        course_id,
        agent_key,
        GREATEST(start_hour, 0) AS from_hour,
        stop_hour
    FROM counting_vasopressors
),
courses_with_two AS (
    SELECT DISTINCT
        a.site_id,
        a.course_id
    FROM infusions AS a
    JOIN infusions AS b
        ON b.site_id = a.site_id
        AND b.course_id = a.course_id
        AND b.agent_key <> a.agent_key
        AND b.from_hour >= a.from_hour
    WHERE (a.stop_hour IS NULL OR b.from_hour < a.stop_hour - 1e-9)
        AND (b.stop_hour IS NULL OR b.from_hour < b.stop_hour - 1e-9)
),
seen_courses AS (
    SELECT
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id,
        CASE WHEN t.course_id IS NULL THEN 0 ELSE 1 END AS has_two
    FROM measured_courses AS m
    LEFT JOIN courses_with_two AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    WHERE m.measure = 'vasopressor.two_or_more_agents'
        AND m.unit = 'course'
),
counted AS (
    SELECT
        s.stratum,
        CAST(COALESCE(SUM(c.has_two), 0) AS BIGINT) AS with_two,
        COUNT(c.has_two) AS units
    FROM collected_strata AS s
    LEFT JOIN seen_courses AS c
        ON c.stratum = s.stratum
    WHERE s.measure = 'vasopressor.two_or_more_agents'
    GROUP BY s.stratum
)
SELECT
    'vasopressor.two_or_more_agents' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(with_two AS DOUBLE) / units END AS value,
    with_two AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
