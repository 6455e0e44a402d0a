-- Title: The capillary leak proxy and its parts
-- One row per: measure, unit, stratum, part and level
-- Reads: collected_strata, measured_courses, leak_cycles
-- Counts: units in which the part, or two of the three parts, are yes: of a course a treated cycle, of a patient a treated course
-- Out of: units in which it is known: yes where one is, else unknown where one is
-- Agrees with: capillary_leak_proxy.part, capillary_leak_proxy.present
-- Source: measure book, The capillary leak proxy
-- Parameters: none
WITH levels AS (
    SELECT
        v.place,
        v.measure,
        v.item,
        v.level
    FROM (
        VALUES
            (1, 'capillary_leak_proxy.part', 'albumin', 'all'),
            (2, 'capillary_leak_proxy.part', 'weight', '5'),
            (3, 'capillary_leak_proxy.part', 'weight', '10'),
            (4, 'capillary_leak_proxy.part', 'weight', '15'),
            (5, 'capillary_leak_proxy.part', 'weight', '20'),
            (6, 'capillary_leak_proxy.part', 'pressure', 'all'),
            (7, 'capillary_leak_proxy.present', 'all', 'all')
    ) AS v(place, measure, item, level)
),
answers AS (
    SELECT
        m.unit,
        m.stratum,
        l.measure,
        l.item,
        l.level,
        m.site_id,
        m.patient_id,
        m.course_id,
        c.cycle,
        CASE
            WHEN l.item = 'all' THEN c.is_present
            WHEN l.item = 'albumin' THEN c.albumin
            WHEN l.item = 'pressure' THEN c.pressure
            WHEN c.weight_gain IS NULL THEN NULL
            WHEN c.weight_gain >= CASE l.level WHEN '5' THEN 5 WHEN '10' THEN 10 WHEN '15' THEN 15 ELSE 20 END - 1e-9 THEN 1
            ELSE 0
        END AS answer
    FROM measured_courses AS m
    JOIN leak_cycles AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    JOIN levels AS l
        ON l.measure = m.measure
),
units AS (
    SELECT
        unit,
        stratum,
        measure,
        item,
        level,
        CASE
            WHEN MAX(answer) = 1 THEN 1
            WHEN COUNT(answer) = COUNT(*) THEN 0
        END AS answer
    FROM answers
    GROUP BY
        unit,
        stratum,
        measure,
        item,
        level,
        site_id,
        patient_id,
        CASE WHEN unit <> 'patient' THEN course_id END,
        CASE WHEN unit = 'cycle' THEN cycle END
),
counts AS (
    SELECT
        k.unit,
        k.stratum,
        l.place,
        l.measure,
        l.item,
        l.level,
        CAST(SUM(CASE WHEN u.answer = 1 THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(u.answer) AS denominator
    FROM collected_strata AS k
    JOIN levels AS l
        ON l.measure = k.measure
    LEFT JOIN units AS u
        ON u.unit = k.unit
        AND u.stratum = k.stratum
        AND u.measure = l.measure
        AND u.item = l.item
        AND u.level = l.level
    GROUP BY
        k.unit,
        k.stratum,
        l.place,
        l.measure,
        l.item,
        l.level
)
SELECT
    measure,
    unit,
    stratum,
    item,
    level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    unit,
    stratum,
    place
