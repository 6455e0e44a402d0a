-- Title: Overview of adverse events: any, severe, fatal, related, and led to holding or stopping IL-2
-- One row per: unit, stratum and item
-- Reads: collected_strata, measured_courses, courses_assessed_for_toxicity, on_treatment_events, collection, course_strata, collecting_sites
-- Counts: units with an event on treatment: of any grade, of grade 3 or more, of grade 4 or more, of grade 5; attributed to IL-2, and these of
--   grade 3 or more; for which a dose was held; for which the course was stopped
-- Out of: treated patients and courses of sites that collected grades, without courses that were not assessed and have no event, and without
--   patients who have only such courses; from item `related` on, at sites that collected attribution; from `led_to_hold` on, action
-- Agrees with: toxicity.overview
-- Source: measure book, toxicity
-- Parameters: none
WITH items AS (
    SELECT
        v.place,
        v.item,
        v.needed_column
    FROM (
        VALUES
            (1, 'any', 'grade'),
            (2, 'ge3', 'grade'),
            (3, 'ge4', 'grade'),
            (4, 'fatal', 'grade'),
            (5, 'related', 'attribution'),
            (6, 'related_ge3', 'attribution'),
            (7, 'led_to_hold', 'action'),
            (8, 'led_to_stop', 'action')
    ) AS v(place, item, needed_column)
),
collecting AS (
    SELECT
        s.unit,
        s.site_id,
        i.place,
        i.item
    FROM collecting_sites AS s
    CROSS JOIN items AS i
    JOIN collection AS c
        ON c.site_id = s.site_id
        AND c.column = i.needed_column
    WHERE s.measure = 'toxicity.overview'
        AND c.table = 'toxicities'
        AND c.collected
),
strata_with_items AS (
    SELECT DISTINCT
        k.measure,
        k.unit,
        k.stratum,
        c.place,
        c.item
    FROM collected_strata AS k
    JOIN course_strata AS s
        ON s.stratum = k.stratum
    JOIN collecting AS c
        ON c.unit = k.unit
        AND c.site_id = s.site_id
    WHERE k.measure = 'toxicity.overview'
),
course_events AS (
    SELECT
        m.unit,
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id,
        c.item,
        CASE
            WHEN e.site_id IS NULL THEN 0
            WHEN c.item = 'any' THEN 1
            WHEN c.item = 'ge3' AND e.grade >= 3 THEN 1
            WHEN c.item = 'ge4' AND e.grade >= 4 THEN 1
            WHEN c.item = 'fatal' AND e.grade = 5 THEN 1
            WHEN c.item = 'related' AND e.attribution = 'related' THEN 1
            WHEN c.item = 'related_ge3' AND e.attribution = 'related' AND e.grade >= 3 THEN 1
            WHEN c.item = 'led_to_hold' AND e.action = 'dose_held' THEN 1
            WHEN c.item = 'led_to_stop' AND e.action = 'course_stopped' THEN 1
            ELSE 0
        END AS is_of_item
    FROM measured_courses AS m
    JOIN courses_assessed_for_toxicity AS a
        ON a.site_id = m.site_id
        AND a.course_id = m.course_id
    JOIN collecting AS c
        ON c.unit = m.unit
        AND c.site_id = m.site_id
    LEFT JOIN on_treatment_events AS e
        ON e.site_id = m.site_id
        AND e.course_id = m.course_id
    WHERE m.measure = 'toxicity.overview'
),
counted_units AS (
    SELECT
        unit,
        stratum,
        item,
        MAX(is_of_item) AS has_event
    FROM course_events
    GROUP BY
        unit,
        stratum,
        item,
        site_id,
        patient_id,
        CASE WHEN unit = 'course' THEN course_id END
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        k.place,
        k.item,
        CAST(COALESCE(SUM(u.has_event), 0) AS BIGINT) AS numerator,
        COUNT(u.unit) AS denominator
    FROM strata_with_items AS k
    LEFT JOIN counted_units AS u
        ON u.unit = k.unit
        AND u.stratum = k.stratum
        AND u.item = k.item
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        k.place,
        k.item
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
    unit,
    stratum,
    place
