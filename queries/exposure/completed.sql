-- Title: Courses and cycles with every planned dose given
-- One row per: unit and stratum
-- Reads: collected_strata, measured_courses, planned_courses, planned_cycles
-- Counts: courses and cycles in which every planned dose was given.
-- Out of: treated courses with a plan; their treated cycles
-- Agrees with: exposure.completed
-- Source: measure book, exposure
-- Parameters: none
WITH counted_units AS (
    SELECT
        m.unit,
        m.stratum,
        CASE WHEN p.doses_given >= p.doses_planned THEN 1 ELSE 0 END AS is_completed
    FROM measured_courses AS m
    JOIN planned_courses AS p
        ON p.site_id = m.site_id
        AND p.course_id = m.course_id
    WHERE m.measure = 'exposure.completed'
        AND m.unit = 'course'
        AND p.has_plan
    UNION ALL
    SELECT
        m.unit,
        m.stratum,
        CASE WHEN c.doses_given >= c.doses_planned THEN 1 ELSE 0 END AS is_completed
    FROM measured_courses AS m
    JOIN planned_cycles AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    WHERE m.measure = 'exposure.completed'
        AND m.unit = 'cycle'
        AND c.doses_given > 0
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        CAST(COALESCE(SUM(u.is_completed), 0) AS BIGINT) AS numerator,
        COUNT(u.is_completed) AS denominator
    FROM collected_strata AS k
    LEFT JOIN counted_units AS u
        ON u.unit = k.unit
        AND u.stratum = k.stratum
    WHERE k.measure = 'exposure.completed'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum
)
SELECT
    measure,
    unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    unit,
    stratum
