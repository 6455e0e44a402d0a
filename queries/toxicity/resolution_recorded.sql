-- Title: Severe events with a known end
-- One row per: stratum and organ system
-- Reads: collected_strata, measured_courses, severe_event_fates, organ_systems
-- Counts: first events of grade 3 or more known to have resolved, at any hour of the course, or ended by death
-- Out of: treated courses with an event of grade 3 or more in the organ system that has an onset
-- Agrees with: toxicity.resolution_recorded
-- Source: measure book, toxicity
-- Parameters: none
WITH first_events AS (
    SELECT
        m.unit,
        m.stratum,
        f.organ_system,
        CASE WHEN f.resolved_hour IS NOT NULL OR f.death_hour IS NOT NULL THEN 1 ELSE 0 END AS is_recorded
    FROM measured_courses AS m
    JOIN severe_event_fates AS f
        ON f.site_id = m.site_id
        AND f.course_id = m.course_id
    WHERE m.measure = 'toxicity.resolution_recorded'
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        CAST(COALESCE(SUM(f.is_recorded), 0) AS BIGINT) AS numerator,
        COUNT(f.unit) AS denominator
    FROM collected_strata AS k
    CROSS JOIN organ_systems AS o
    LEFT JOIN first_events AS f
        ON f.unit = k.unit
        AND f.stratum = k.stratum
        AND f.organ_system = o.organ_system
    WHERE k.measure = 'toxicity.resolution_recorded'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system
)
SELECT
    measure,
    unit,
    stratum,
    organ_system AS item,
    'all' AS level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    item
