-- Title: Severe events per 100 given doses
-- One row per: stratum and organ system
-- Reads: collected_strata, measured_courses, one_event_of_rows, unassessed_organ_systems, treated_courses, organ_systems
-- Counts: events on treatment of grade 3 or more in the organ system: rows of one event count once. The value is their number per 100 given
--   doses.
-- Out of: given doses of treated courses of sites that collected grades, without courses in which the organ system was not assessed and has
--   no event on treatment
-- Agrees with: toxicity.rate
-- Source: measure book, toxicity
-- Parameters: none
WITH severe_events AS (
    SELECT
        m.unit,
        m.stratum,
        e.organ_system,
        COUNT(*) AS events
    FROM measured_courses AS m
    JOIN one_event_of_rows AS e
        ON e.site_id = m.site_id
        AND e.course_id = m.course_id
    WHERE m.measure = 'toxicity.rate'
        AND e.grade >= 3
    GROUP BY
        m.unit,
        m.stratum,
        e.organ_system
),
given_doses AS (
    SELECT
        m.unit,
        m.stratum,
        o.organ_system,
        CAST(SUM(t.doses_given) AS BIGINT) AS doses_given
    FROM measured_courses AS m
    CROSS JOIN organ_systems AS o
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    LEFT JOIN unassessed_organ_systems AS n
        ON n.site_id = m.site_id
        AND n.course_id = m.course_id
        AND n.organ_system = o.organ_system
    WHERE m.measure = 'toxicity.rate'
        AND n.organ_system IS NULL
    GROUP BY
        m.unit,
        m.stratum,
        o.organ_system
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        COALESCE(e.events, 0) AS numerator,
        COALESCE(g.doses_given, 0) AS denominator
    FROM collected_strata AS k
    CROSS JOIN organ_systems AS o
    LEFT JOIN severe_events AS e
        ON e.unit = k.unit
        AND e.stratum = k.stratum
        AND e.organ_system = o.organ_system
    LEFT JOIN given_doses AS g
        ON g.unit = k.unit
        AND g.stratum = k.stratum
        AND g.organ_system = o.organ_system
    WHERE k.measure = 'toxicity.rate'
)
SELECT
    measure,
    unit,
    stratum,
    organ_system AS item,
    'all' AS level,
    'rate' AS statistic,
    100 * CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    item
