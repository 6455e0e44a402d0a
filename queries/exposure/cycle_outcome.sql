-- Title: How cycles ended: completed, to the end, early, or not begun
-- One row per: stratum and outcome
-- Reads: collected_strata, measured_courses, planned_cycles
-- Counts: cycles by outcome, independent of how a site logs doses after the end of a cycle: see planned_cycles.
-- Out of: planned cycles and additional recorded cycles of treated courses with a plan
-- Agrees with: exposure.cycle_outcome
-- Source: measure book, exposure
-- Parameters: none
WITH counted_cycles AS (
    SELECT
        m.unit,
        m.stratum,
        c.outcome
    FROM measured_courses AS m
    JOIN planned_cycles AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    WHERE m.measure = 'exposure.cycle_outcome'
),
outcomes AS (
    SELECT
        v.place,
        v.item
    FROM (
        VALUES
            (1, 'completed'),
            (2, 'to_the_end'),
            (3, 'ended_early'),
            (4, 'not_begun')
    ) AS v(place, item)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.place,
        o.item,
        CAST(SUM(CASE WHEN c.outcome = o.item THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(c.outcome) AS denominator
    FROM collected_strata AS k
    CROSS JOIN outcomes AS o
    LEFT JOIN counted_cycles AS c
        ON c.unit = k.unit
        AND c.stratum = k.stratum
    WHERE k.measure = 'exposure.cycle_outcome'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        o.place,
        o.item
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
