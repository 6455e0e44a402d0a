-- Title: Overall survival
-- One row per: statistic, stratum, item and day
-- Reads: survival_at_days, survival_medians
-- Counts: Kaplan-Meier overall survival at 30, 60, 100, 365, 730, 1095 and 1825 days, with the events up to each day;
--   and the median. There is no value beyond the last day of a curve that has not reached 0, for a median not reached, and where a rule
--   withholds the curve
-- Out of: treated patients with a time, of sites that collected the days; see survival_times
-- Agrees with: outcome.overall_survival, outcome.overall_survival_median
-- Source: Kaplan EL, Meier P. JASA 1958;53:457; measure book, outcome
-- Parameters: none
WITH results AS (
    SELECT
        measure,
        stratum,
        item,
        days,
        level,
        'probability' AS statistic,
        survival AS value,
        events,
        units
    FROM survival_at_days
    WHERE measure = 'outcome.overall_survival'
    UNION ALL
    SELECT
        measure,
        stratum,
        item,
        0 AS days,
        'all' AS level,
        'median' AS statistic,
        median AS value,
        events,
        units
    FROM survival_medians
    WHERE measure = 'outcome.overall_survival_median'
)
SELECT
    measure,
    'patient' AS unit,
    stratum,
    item,
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
    item,
    days
