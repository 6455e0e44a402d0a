-- Title: Vasopressors by agent
-- One row per: stratum and agent that occurs in it
-- Reads: measured_courses, counting_vasopressors
-- Counts: courses with a counted infusion of the agent
-- Out of: treated courses of sites that collected vasopressors
-- Agrees with: vasopressor.agent
-- Source: measure book, vasopressor
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id
    FROM measured_courses AS m
    WHERE m.measure = 'vasopressor.agent'
        AND m.unit = 'course'
),
course_agents AS (
    SELECT DISTINCT
        c.stratum,
        c.site_id,
        c.course_id,
        v.agent
    FROM seen_courses AS c
    JOIN counting_vasopressors AS v
        ON v.site_id = c.site_id
        AND v.course_id = c.course_id
),
agents AS (
    SELECT
        stratum,
        agent,
        COUNT(*) AS users
    FROM course_agents
    GROUP BY
        stratum,
        agent
),
denominators AS (
    SELECT
        stratum,
        COUNT(*) AS units
    FROM seen_courses
    GROUP BY stratum
),
counted AS (
    SELECT
        a.stratum,
        a.agent,
        a.users,
        d.units
    FROM agents AS a
    JOIN denominators AS d
        ON d.stratum = a.stratum
)
SELECT
    'vasopressor.agent' AS measure,
    'course' AS unit,
    stratum,
    agent AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(users AS DOUBLE) / units END AS value,
    users AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    agent
