-- Title: Recovered from acute kidney injury by day 7, 14 and 30
-- One row per: stratum and day
-- Reads: collected_strata, measured_courses, kidney_recoveries
-- Counts: the Aalen-Johansen estimate of recovery by each day from the peak, with death as competing event. The numerator is the recoveries up
--   to the day.
-- Out of: courses at risk of dialysis of stage 2 or 3 with a baseline and a value in the window, and with follow-up or death after the peak
-- Agrees with: kidney.recovered_by
-- Source: measure book, dialysis and kidney, Recovered
-- Parameters: none
WITH rounded_times AS (
    SELECT
        m.measure,
        m.unit,
        m.stratum,
        ROUND(CAST(f.days AS DOUBLE), 6) + 0 AS days,
        CASE WHEN f.ending <> 'censored' THEN 1 ELSE 0 END AS has_ended,
        CASE WHEN f.ending = 'recovered' THEN 1 ELSE 0 END AS is_recovered
    FROM measured_courses AS m
    JOIN kidney_recoveries AS f
        ON f.site_id = m.site_id
        AND f.course_id = m.course_id
    WHERE m.measure = 'kidney.recovered_by'
        AND f.days IS NOT NULL
),
distinct_times AS (
    SELECT
        measure,
        unit,
        stratum,
        days,
        CAST(SUM(has_ended) AS BIGINT) AS ended,
        CAST(SUM(is_recovered) AS BIGINT) AS recovered,
        COUNT(*) AS leaving
    FROM rounded_times
    WHERE days >= 0
    GROUP BY
        measure,
        unit,
        stratum,
        days
),
risk_sets AS (
    SELECT
        measure,
        unit,
        stratum,
        days,
        ended,
        recovered,
        leaving,
        SUM(leaving) OVER (
            PARTITION BY measure, unit, stratum
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
        days,
        ended,
        recovered,
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
        days,
        recovered,
        leaving,
        CASE WHEN ended = at_risk THEN 1 ELSE 0 END AS is_the_end,
        CAST(recovered AS DOUBLE) / at_risk * EXP(
            COALESCE(
                SUM(log_factor) OVER (
                    PARTITION BY measure, unit, stratum
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
        d.place,
        d.level,
        CAST(COALESCE(SUM(CASE WHEN s.days <= d.day + 1e-9 THEN s.recovered ELSE 0 END), 0) AS BIGINT) AS numerator,
        CAST(COALESCE(SUM(s.leaving), 0) AS BIGINT) AS denominator,
        SUM(CASE WHEN s.days <= d.day + 1e-9 THEN s.increase ELSE 0 END) AS incidence,
        MAX(CASE WHEN s.days >= d.day - 1e-9 OR s.is_the_end = 1 THEN 1 ELSE 0 END) AS is_known
    FROM collected_strata AS k
    CROSS JOIN days AS d
    LEFT JOIN steps AS s
        ON s.measure = k.measure
        AND s.unit = k.unit
        AND s.stratum = k.stratum
    WHERE k.measure = 'kidney.recovered_by'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        d.place,
        d.level
)
SELECT
    measure,
    unit,
    stratum,
    'all' AS item,
    level,
    'probability' AS statistic,
    CASE WHEN denominator > 0 AND is_known = 1 THEN incidence END AS value,
    numerator,
    denominator
FROM curves
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
