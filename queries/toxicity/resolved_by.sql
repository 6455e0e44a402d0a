-- Title: Severe events resolved by day 7, 14 and 30
-- One row per: stratum, organ system and day
-- Reads: collected_strata, measured_courses, treated_courses, first_severe_events, last_recorded_hours, patients, organ_systems
-- Counts: one minus the Kaplan-Meier estimate of the time from onset to resolution at each day. A first event that has not resolved is
--   censored at the patient's last contact, where that is known and later than the onset; else at the largest hour recorded of the course,
--   where that is later; else left out. The numerator is the resolutions up to the day.
-- Out of: treated courses with an event of grade 3 or more in the organ system that has an onset and a time
-- Agrees with: toxicity.resolved_by
-- Source: measure book, toxicity
-- Parameters: none
WITH course_ends AS (
    SELECT
        t.site_id,
        t.course_id,
        24.0 * (p.last_contact_day - t.start_day) AS contact_hour,
        r.last_recorded_hour
    FROM treated_courses AS t
    LEFT JOIN patients AS p
        ON p.site_id = t.site_id
        AND p.patient_id = t.patient_id
    LEFT JOIN last_recorded_hours AS r
        ON r.site_id = t.site_id
        AND r.course_id = t.course_id
),
followed_events AS (
    SELECT
        m.unit,
        m.stratum,
        f.organ_system,
        CASE
            WHEN f.resolved_hour IS NOT NULL THEN f.resolved_hour - f.onset_hour
            WHEN c.contact_hour > f.onset_hour + 1e-9 THEN c.contact_hour - f.onset_hour
            WHEN c.last_recorded_hour > f.onset_hour + 1e-9 THEN c.last_recorded_hour - f.onset_hour
        END AS hours,
        CASE WHEN f.resolved_hour IS NOT NULL THEN 1 ELSE 0 END AS is_resolved
    FROM measured_courses AS m
    JOIN first_severe_events AS f
        ON f.site_id = m.site_id
        AND f.course_id = m.course_id
    JOIN course_ends AS c
        ON c.site_id = f.site_id
        AND c.course_id = f.course_id
    WHERE m.measure = 'toxicity.resolved_by'
),
rounded_times AS (
    SELECT
        unit,
        stratum,
        organ_system,
        ROUND(CAST(hours AS DOUBLE), 6) + 0 AS hours,
        is_resolved
    FROM followed_events
    WHERE hours IS NOT NULL
),
distinct_times AS (
    SELECT
        unit,
        stratum,
        organ_system,
        hours,
        CAST(SUM(is_resolved) AS BIGINT) AS resolved,
        COUNT(*) AS leaving
    FROM rounded_times
    WHERE hours >= 0
    GROUP BY
        unit,
        stratum,
        organ_system,
        hours
),
risk_sets AS (
    SELECT
        unit,
        stratum,
        organ_system,
        hours,
        resolved,
        leaving,
        SUM(leaving) OVER (
            PARTITION BY unit, stratum, organ_system
            ORDER BY hours DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS at_risk
    FROM distinct_times
),
steps AS (
    SELECT
        unit,
        stratum,
        organ_system,
        hours,
        resolved,
        leaving,
        CASE WHEN resolved = at_risk THEN 1 ELSE 0 END AS falls_to_zero,
        CASE WHEN resolved < at_risk THEN LN(1 - CAST(resolved AS DOUBLE) / at_risk) ELSE 0 END AS log_factor
    FROM risk_sets
),
days AS (
    SELECT
        v.place,
        v.level,
        v.hour
    FROM (
        VALUES
            (1, '7', 168),
            (2, '14', 336),
            (3, '30', 720)
    ) AS v(place, level, hour)
),
curves AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        d.place,
        d.level,
        CAST(COALESCE(SUM(CASE WHEN s.hours <= d.hour + 1e-9 THEN s.resolved ELSE 0 END), 0) AS BIGINT) AS numerator,
        CAST(COALESCE(SUM(s.leaving), 0) AS BIGINT) AS denominator,
        CASE
            WHEN MAX(CASE WHEN s.hours <= d.hour + 1e-9 THEN s.falls_to_zero ELSE 0 END) = 1 THEN 0
            ELSE EXP(SUM(CASE WHEN s.hours <= d.hour + 1e-9 THEN s.log_factor ELSE 0 END))
        END AS unresolved,
        MAX(CASE WHEN s.hours >= d.hour - 1e-9 THEN 1 ELSE 0 END) AS is_followed
    FROM collected_strata AS k
    CROSS JOIN organ_systems AS o
    CROSS JOIN days AS d
    LEFT JOIN steps AS s
        ON s.unit = k.unit
        AND s.stratum = k.stratum
        AND s.organ_system = o.organ_system
    WHERE k.measure = 'toxicity.resolved_by'
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
    CASE WHEN denominator > 0 AND (is_followed = 1 OR unresolved = 0) THEN 1 - unresolved END AS value,
    numerator,
    denominator
FROM curves
ORDER BY
    stratum,
    item,
    place
