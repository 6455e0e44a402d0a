-- Title: Reasons for withholding doses, as logged
-- One row per: stratum and organ system of the reason
-- Reads: collected_strata, measured_courses, counted_doses, organ_systems
-- Counts: doses held or stopped whose reason is of the organ system; `unclassified` has a reason that is neither a term nor an organ
--   system; `not_stated` has no reason.
-- Out of: doses held or stopped in treated courses of sites that collected the reason
-- Agrees with: exposure.reason
-- Source: measure book, exposure
-- Parameters: none
WITH reasons AS (
    SELECT
        m.unit,
        m.stratum,
        COALESCE(d.reason_organ_system, 'not_stated') AS item
    FROM measured_courses AS m
    JOIN counted_doses AS d
        ON d.site_id = m.site_id
        AND d.course_id = m.course_id
    WHERE m.measure = 'exposure.reason'
        AND d.status IN ('held', 'stopped')
),
listed_items AS (
    SELECT
        1 AS place,
        organ_system AS item
    FROM organ_systems
    UNION ALL
    SELECT
        2 AS place,
        'not_stated' AS item
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        l.place,
        l.item,
        CAST(SUM(CASE WHEN r.item = l.item THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(r.item) AS denominator
    FROM collected_strata AS k
    CROSS JOIN listed_items AS l
    LEFT JOIN reasons AS r
        ON r.unit = k.unit
        AND r.stratum = k.stratum
    WHERE k.measure = 'exposure.reason'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        l.place,
        l.item
)
SELECT
    measure,
    unit,
    stratum,
    item,
    'all' AS level,
    'ratio' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    place,
    item
