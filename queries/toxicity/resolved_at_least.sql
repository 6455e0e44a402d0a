-- Title: Severe events known to have resolved by day 7, 14 and 30
-- One row per: stratum, organ system and day
-- Reads: collected_strata, measured_courses, severe_event_fates, organ_systems
-- Counts: first events of grade 3 or more that are known to have resolved within the days of the level, at any hour of the course: a
--   lower bound
-- Out of: treated courses with an event of grade 3 or more in the organ system that has an onset
-- Agrees with: toxicity.resolved_at_least
-- Source: measure book, toxicity
-- Parameters: none
WITH first_events AS (
    SELECT
        m.unit,
        m.stratum,
        f.organ_system,
        (f.resolved_hour - f.onset_hour) / 24 AS days
    FROM measured_courses AS m
    JOIN severe_event_fates AS f
        ON f.site_id = m.site_id
        AND f.course_id = m.course_id
    WHERE m.measure = 'toxicity.resolved_at_least'
),
levels AS (
    SELECT
        v.place,
        v.level,
        v.day
    FROM (
        VALUES
            (1, '7', 7),
            (2, '14', 14),
            (3, '30', 30)
    ) AS v(place, level, day)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        l.place,
        l.level,
        CAST(SUM(CASE WHEN f.days <= l.day + 1e-9 THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(f.unit) AS denominator
    FROM collected_strata AS k
    CROSS JOIN organ_systems AS o
    CROSS JOIN levels AS l
    LEFT JOIN first_events AS f
        ON f.unit = k.unit
        AND f.stratum = k.stratum
        AND f.organ_system = o.organ_system
    WHERE k.measure = 'toxicity.resolved_at_least'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        l.place,
        l.level
)
SELECT
    measure,
    unit,
    stratum,
    organ_system AS item,
    level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    item,
    place
