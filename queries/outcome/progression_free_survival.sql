-- Title: Progression-free survival
-- One row per: statistic, stratum and day
-- Reads: collected_strata, survival_steps
-- Counts: the Kaplan-Meier estimate of being alive without progression at 365, 730, 1095 and 1825 days, with the events up to then;
--   and the median, the first day at which it is at most one half. Beyond the last day of the curve, where it is not 0, and for a
--   median that is never reached, there is no value.
-- Out of: treated patients with a time, of sites that collected the days; see survival_times
-- Agrees with: outcome.progression_free_survival, outcome.progression_free_survival_median
-- Source: Kaplan EL, Meier P. JASA 1958;53:457; measure book, outcome
-- Parameters: none
WITH horizons AS (
    SELECT
        t.days,
        t.level
    FROM (
        VALUES
            (365, '365'),
            (730, '730'),
            (1095, '1095'),
            (1825, '1825')
    ) AS t(days, level)
),
at_horizons AS (
    SELECT
        s.stratum,
        h.days,
        h.level,
        CAST(COALESCE(SUM(CASE WHEN k.days <= h.days + 1e-9 THEN k.events ELSE 0 END), 0) AS BIGINT) AS events,
        CAST(COALESCE(SUM(k.events + k.censored), 0) AS BIGINT) AS units,
        COALESCE(MIN(CASE WHEN k.days <= h.days + 1e-9 THEN k.survival END), 1) AS survival,
        MAX(k.days) AS last_day
    FROM collected_strata AS s
    CROSS JOIN horizons AS h
    LEFT JOIN survival_steps AS k
        ON k.measure = s.measure
        AND k.stratum = s.stratum
    WHERE s.measure = 'outcome.progression_free_survival'
    GROUP BY
        s.stratum,
        h.days,
        h.level
),
medians AS (
    SELECT
        s.stratum,
        CAST(COALESCE(SUM(k.events), 0) AS BIGINT) AS events,
        CAST(COALESCE(SUM(k.events + k.censored), 0) AS BIGINT) AS units,
        MIN(CASE WHEN k.survival <= 0.5 + 1e-9 THEN k.days END) AS median
    FROM collected_strata AS s
    LEFT JOIN survival_steps AS k
        ON k.measure = 'outcome.progression_free_survival'
        AND k.stratum = s.stratum
    WHERE s.measure = 'outcome.progression_free_survival_median'
    GROUP BY s.stratum
),
results AS (
    SELECT
        'outcome.progression_free_survival' AS measure,
        stratum,
        days,
        level,
        'probability' AS statistic,
        CASE
            WHEN last_day >= days - 1e-9 OR (units > 0 AND survival <= 0)
                THEN survival
        END AS value,
        events,
        units
    FROM at_horizons
    UNION ALL
    SELECT
        'outcome.progression_free_survival_median' AS measure,
        stratum,
        0 AS days,
        'all' AS level,
        'median' AS statistic,
        median AS value,
        events,
        units
    FROM medians
)
SELECT
    measure,
    'patient' AS unit,
    stratum,
    'all' AS item,
    level,
    statistic,
    value,
    events AS numerator,
    units AS denominator
FROM results
ORDER BY
    measure,
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    days
