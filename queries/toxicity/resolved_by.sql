-- Title: Severe events resolved, and patients who died before, by day 7, 14 and 30
-- One row per: measure, stratum, organ system and day
-- Reads: collected_strata, measured_courses, severe_event_fates, organ_systems
-- Counts: the Aalen-Johansen estimate by each day from the onset of the first event: of its resolution, with death as competing event; and of
--   death before its resolution. The numerator is the resolutions, or the deaths, up to the day.
-- Out of: treated courses with an event of grade 3 or more in the organ system that has an onset and was observed after it
-- Agrees with: toxicity.resolved_by, toxicity.died_unresolved_by
-- Source: measure book, toxicity, Resolution
-- Parameters: none
WITH rounded_times AS (
    SELECT
        m.measure,
        m.unit,
        m.stratum,
        f.organ_system,
        ROUND(CAST(f.days AS DOUBLE), 6) + 0 AS days,
        CASE WHEN f.ending <> 'censored' THEN 1 ELSE 0 END AS has_ended,
        CASE WHEN f.ending = CASE m.measure WHEN 'toxicity.resolved_by' THEN 'resolved' ELSE 'died' END THEN 1 ELSE 0 END AS is_of_cause
    FROM measured_courses AS m
    JOIN severe_event_fates AS f
        ON f.site_id = m.site_id
        AND f.course_id = m.course_id
    WHERE m.measure IN ('toxicity.resolved_by', 'toxicity.died_unresolved_by')
        AND f.days IS NOT NULL
),
distinct_times AS (
    SELECT
        measure,
        unit,
        stratum,
        organ_system,
        days,
        CAST(SUM(has_ended) AS BIGINT) AS ended,
        CAST(SUM(is_of_cause) AS BIGINT) AS of_cause,
        COUNT(*) AS leaving
    FROM rounded_times
    WHERE days >= 0
    GROUP BY
        measure,
        unit,
        stratum,
        organ_system,
        days
),
risk_sets AS (
    SELECT
        measure,
        unit,
        stratum,
        organ_system,
        days,
        ended,
        of_cause,
        leaving,
        SUM(leaving) OVER (
            PARTITION BY measure, unit, stratum, organ_system
            ORDER BY days DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS at_risk
    FROM distinct_times
),
factors AS (
    SELECT
        measure,
        unit,
        stratum,
        organ_system,
        days,
        ended,
        of_cause,
        leaving,
        at_risk,
        CASE WHEN ended < at_risk THEN LN(1 - CAST(ended AS DOUBLE) / at_risk) ELSE 0 END AS log_factor
    FROM risk_sets
),
steps AS (
    SELECT
        measure,
        unit,
        stratum,
        organ_system,
        days,
        of_cause,
        leaving,
        CASE WHEN ended = at_risk THEN 1 ELSE 0 END AS is_the_end,
        CAST(of_cause AS DOUBLE) / at_risk * EXP(
            COALESCE(
                SUM(log_factor) OVER (
                    PARTITION BY measure, unit, stratum, organ_system
                    ORDER BY days
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ),
                0
            )
        ) AS increase
    FROM factors
),
days AS (
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
curves AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        d.place,
        d.level,
        CAST(COALESCE(SUM(CASE WHEN s.days <= d.day + 1e-9 THEN s.of_cause ELSE 0 END), 0) AS BIGINT) AS numerator,
        CAST(COALESCE(SUM(s.leaving), 0) AS BIGINT) AS denominator,
        SUM(CASE WHEN s.days <= d.day + 1e-9 THEN s.increase ELSE 0 END) AS incidence,
        MAX(CASE WHEN s.days >= d.day - 1e-9 OR s.is_the_end = 1 THEN 1 ELSE 0 END) AS is_known
    FROM collected_strata AS k
    CROSS JOIN organ_systems AS o
    CROSS JOIN days AS d
    LEFT JOIN steps AS s
        ON s.measure = k.measure
        AND s.unit = k.unit
        AND s.stratum = k.stratum
        AND s.organ_system = o.organ_system
    WHERE k.measure IN ('toxicity.resolved_by', 'toxicity.died_unresolved_by')
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        d.place,
        d.level
)
SELECT
    measure,
    unit,
    stratum,
    organ_system AS item,
    level,
    'probability' AS statistic,
    CASE WHEN denominator > 0 AND is_known = 1 THEN incidence END AS value,
    numerator,
    denominator
FROM curves
ORDER BY
    measure,
    stratum,
    item,
    place
