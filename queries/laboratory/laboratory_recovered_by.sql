-- Title: Severe values recovered by day 7, 14 and 30
-- One row per: stratum, key term and day
-- Reads: collected_strata, collecting_sites, measured_courses, graded_terms, value_recoveries
-- Counts: the Aalen-Johansen estimate of recovery at each day from the first severe hour, death before it competing. The numerator is the
--   recoveries up to the day. Creatinine increased is over sites that collected dialysis, and not written where none did
-- Out of: courses with a severe value on treatment and no severe baseline, followed after it or dead
-- Agrees with: laboratory.recovered_by
-- Source: measure book, grades from values
-- Parameters: none
WITH items AS (
    SELECT
        t.item,
        k.stratum
    FROM graded_terms AS t
    CROSS JOIN collected_strata AS k
    WHERE t.is_key
        AND (
            t.term <> 'Creatinine increased' AND k.measure = 'laboratory.recovered_by'
            OR t.term = 'Creatinine increased' AND k.measure = 'laboratory.recovered_by/Creatinine increased'
        )
),
rounded_times AS (
    SELECT
        m.measure,
        m.unit,
        m.stratum,
        f.term AS item,
        ROUND(CAST(f.days AS DOUBLE), 6) + 0 AS days,
        CASE WHEN f.ending <> 'censored' THEN 1 ELSE 0 END AS has_ended,
        CASE WHEN f.ending = 'recovered' THEN 1 ELSE 0 END AS is_recovered
    FROM measured_courses AS m
    JOIN value_recoveries AS f
        ON f.site_id = m.site_id
        AND f.course_id = m.course_id
    LEFT JOIN collecting_sites AS d
        ON d.site_id = m.site_id
        AND d.measure = 'laboratory.recovered_by/Creatinine increased'
    WHERE m.measure = 'laboratory.recovered_by'
        AND (f.term <> 'Creatinine increased' OR d.site_id IS NOT NULL)
        AND f.days IS NOT NULL
),
distinct_times AS (
    SELECT
        measure,
        unit,
        stratum,
        item,
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
        item,
        days
),
risk_sets AS (
    SELECT
        measure,
        unit,
        stratum,
        item,
        days,
        ended,
        recovered,
        leaving,
        SUM(leaving) OVER (
            PARTITION BY measure, unit, stratum, item
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
        item,
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
        item,
        days,
        recovered,
        leaving,
        CASE WHEN ended = at_risk THEN 1 ELSE 0 END AS is_the_end,
        CAST(recovered AS DOUBLE) / at_risk * EXP(
            COALESCE(
                SUM(log_factor) OVER (
                    PARTITION BY measure, unit, stratum, item
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
        i.item,
        d.place,
        d.level,
        CAST(COALESCE(SUM(CASE WHEN s.days <= d.day + 1e-9 THEN s.recovered ELSE 0 END), 0) AS BIGINT) AS numerator,
        CAST(COALESCE(SUM(s.leaving), 0) AS BIGINT) AS denominator,
        SUM(CASE WHEN s.days <= d.day + 1e-9 THEN s.increase ELSE 0 END) AS incidence,
        MAX(CASE WHEN s.days >= d.day - 1e-9 OR s.is_the_end = 1 THEN 1 ELSE 0 END) AS is_known
    FROM collected_strata AS k
    JOIN items AS i
        ON i.stratum = k.stratum
    CROSS JOIN days AS d
    LEFT JOIN steps AS s
        ON s.measure = k.measure
        AND s.unit = k.unit
        AND s.stratum = k.stratum
        AND s.item = i.item
    WHERE k.measure = 'laboratory.recovered_by'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        i.item,
        d.place,
        d.level
)
SELECT
    measure,
    unit,
    stratum,
    item,
    level,
    'probability' AS statistic,
    CASE WHEN denominator > 0 AND is_known = 1 THEN incidence END AS value,
    numerator,
    denominator
FROM curves
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    item,
    place
