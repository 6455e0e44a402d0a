-- Title: Reasons for ending a cycle early
-- One row per: stratum and reason
-- Reads: collected_strata, measured_courses, planned_cycles, counted_doses, organ_systems
-- Counts: cycles ended early by the first dose recorded after the last given one: refused if it was refused; else the organ system of its
--   reason; `other` if the reason is neither a term nor an organ system or the status is other with any reason; not_stated if there
--   is no such dose or no reason.
-- Out of: cycles ended early, of treated courses with a plan, of sites that collected the reason
-- Agrees with: exposure.end_reason
-- Source: measure book, exposure
-- Parameters: none
WITH later_doses AS (
    SELECT
        c.site_id,
        c.course_id,
        c.cycle,
        d.status,
        d.reason_organ_system,
        ROW_NUMBER() OVER (PARTITION BY c.site_id, c.course_id, c.cycle ORDER BY d.dose_number) AS place
    FROM planned_cycles AS c
    JOIN counted_doses AS d
        ON d.site_id = c.site_id
        AND d.course_id = c.course_id
        AND d.cycle = c.cycle
    WHERE d.dose_number > c.last_given_number
),
ended_cycles AS (
    SELECT
        m.unit,
        m.stratum,
        CASE
            WHEN d.status = 'refused' THEN 'refused'
            WHEN d.reason_organ_system IS NULL THEN 'not_stated'
            WHEN d.status = 'other' OR d.reason_organ_system = 'unclassified' THEN 'other'
            ELSE d.reason_organ_system
        END AS item
    FROM measured_courses AS m
    JOIN planned_cycles AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    LEFT JOIN later_doses AS d
        ON d.site_id = c.site_id
        AND d.course_id = c.course_id
        AND d.cycle = c.cycle
        AND d.place = 1
    WHERE m.measure = 'exposure.end_reason'
        AND c.outcome = 'ended_early'
),
listed_items AS (
    SELECT
        1 AS place,
        organ_system AS item
    FROM organ_systems
    WHERE organ_system <> 'unclassified'
    UNION ALL
    SELECT
        2 AS place,
        'refused' AS item
    UNION ALL
    SELECT
        3 AS place,
        'not_stated' AS item
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        l.place,
        l.item,
        CAST(SUM(CASE WHEN e.item = l.item THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(e.item) AS denominator
    FROM collected_strata AS k
    CROSS JOIN listed_items AS l
    LEFT JOIN ended_cycles AS e
        ON e.unit = k.unit
        AND e.stratum = k.stratum
    WHERE k.measure = 'exposure.end_reason'
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
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    place,
    item
