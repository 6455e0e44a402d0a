-- Title: Source of the treatment plan
-- One row per: stratum and source
-- Reads: collected_strata, measured_courses, treated_courses
-- Counts: treated courses by plan: exported, the regimen's default, or none.
-- Out of: treated courses
-- Agrees with: exposure.plan
-- Source: measure book, exposure
-- Parameters: none
WITH counted_courses AS (
    SELECT
        m.unit,
        m.stratum,
        t.plan
    FROM measured_courses AS m
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    WHERE m.measure = 'exposure.plan'
),
sources AS (
    SELECT
        v.place,
        v.item
    FROM (
        VALUES
            (1, 'exported'),
            (2, 'default'),
            (3, 'none')
    ) AS v(place, item)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        s.place,
        s.item,
        CAST(SUM(CASE WHEN c.plan = s.item THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(c.plan) AS denominator
    FROM collected_strata AS k
    CROSS JOIN sources AS s
    LEFT JOIN counted_courses AS c
        ON c.unit = k.unit
        AND c.stratum = k.stratum
    WHERE k.measure = 'exposure.plan'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        s.place,
        s.item
)
SELECT
    measure,
    unit,
    stratum,
    item,
    'all' AS level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    place
