-- Title: Courses with at least k given doses
-- One row per: stratum and number of doses
-- Reads: collected_strata, measured_courses, planned_courses
-- Counts: courses with at least k given doses, for each k (the level) from 1 to the largest number planned in the stratum; one row of
--   level `all` where no course has a plan.
-- Out of: treated courses with a plan of at least that many doses
-- Agrees with: exposure.at_least
-- Source: measure book, exposure
-- Parameters: none
WITH digits AS (
    SELECT
        v.digit
    FROM (
        VALUES
            (0),
            (1),
            (2),
            (3),
            (4),
            (5),
            (6),
            (7),
            (8),
            (9)
    ) AS v(digit)
),
numbers AS (
    SELECT
        CAST(a.digit + 10 * b.digit + 100 * c.digit + 1000 * d.digit AS BIGINT) AS number
    FROM digits AS a
    CROSS JOIN digits AS b
    CROSS JOIN digits AS c
    CROSS JOIN digits AS d
),
counted_courses AS (
    SELECT
        m.unit,
        m.stratum,
        p.doses_given,
        p.doses_planned
    FROM measured_courses AS m
    JOIN planned_courses AS p
        ON p.site_id = m.site_id
        AND p.course_id = m.course_id
    WHERE m.measure = 'exposure.at_least'
        AND p.has_plan
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        n.number,
        CAST(SUM(CASE WHEN c.doses_given >= n.number THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(c.doses_planned) AS denominator
    FROM collected_strata AS k
    LEFT JOIN counted_courses AS c
        ON c.unit = k.unit
        AND c.stratum = k.stratum
    LEFT JOIN numbers AS n
        ON n.number <= c.doses_planned
    WHERE k.measure = 'exposure.at_least'
        AND (n.number >= 1 OR c.doses_planned IS NULL)
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        n.number
)
SELECT
    measure,
    unit,
    stratum,
    'all' AS item,
    COALESCE(CAST(number AS STRING), 'all') AS level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    number
