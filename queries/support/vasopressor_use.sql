-- Title: Vasopressor use
-- One row per: unit and stratum
-- Reads: collected_strata, measured_courses, vasopressor_courses, counting_vasopressors, cycle_starts
-- Counts: patients and courses with a counted vasopressor infusion; cycles in which one began
-- Out of: treated patients, courses and cycles of sites that collected vasopressors; cycles only of courses in which every treated
--   cycle's start is known
-- Agrees with: vasopressor.use
-- Source: measure book, vasopressor
-- Parameters: none
WITH cycles_with_infusion AS (
    SELECT DISTINCT
        c.site_id,
        c.course_id,
        c.cycle
    FROM cycle_starts AS c
    JOIN counting_vasopressors AS v
        ON v.site_id = c.site_id
        AND v.course_id = c.course_id
    WHERE (c.is_first OR v.start_hour >= c.start_hour - 1e-9)
        AND (c.next_start_hour IS NULL OR v.start_hour < c.next_start_hour - 1e-9)
),
seen_courses AS (
    SELECT
        m.unit,
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id,
        CASE WHEN v.course_id IS NULL THEN 0 ELSE 1 END AS used
    FROM measured_courses AS m
    LEFT JOIN vasopressor_courses AS v
        ON v.site_id = m.site_id
        AND v.course_id = m.course_id
    WHERE m.measure = 'vasopressor.use'
),
units AS (
    SELECT
        unit,
        stratum,
        MAX(used) AS used
    FROM seen_courses
    WHERE unit = 'patient'
    GROUP BY
        unit,
        stratum,
        site_id,
        patient_id
    UNION ALL
    SELECT
        unit,
        stratum,
        used
    FROM seen_courses
    WHERE unit = 'course'
    UNION ALL
    SELECT
        c.unit,
        c.stratum,
        CASE WHEN i.cycle IS NULL THEN 0 ELSE 1 END AS used
    FROM seen_courses AS c
    JOIN cycle_starts AS y
        ON y.site_id = c.site_id
        AND y.course_id = c.course_id
    LEFT JOIN cycles_with_infusion AS i
        ON i.site_id = y.site_id
        AND i.course_id = y.course_id
        AND i.cycle = y.cycle
    WHERE c.unit = 'cycle'
),
counted AS (
    SELECT
        s.unit,
        s.stratum,
        CAST(COALESCE(SUM(u.used), 0) AS BIGINT) AS users,
        COUNT(u.used) AS units
    FROM collected_strata AS s
    LEFT JOIN units AS u
        ON u.unit = s.unit
        AND u.stratum = s.stratum
    WHERE s.measure = 'vasopressor.use'
    GROUP BY
        s.unit,
        s.stratum
)
SELECT
    'vasopressor.use' AS measure,
    unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(users AS DOUBLE) / units END AS value,
    users AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE unit WHEN 'patient' THEN 1 WHEN 'course' THEN 2 ELSE 3 END,
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
