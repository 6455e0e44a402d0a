-- Title: Kaplan-Meier estimates at the days of the measures
-- One row per: curve, stratum and day
-- Reads: collected_strata, survival_steps, withheld_survival
-- Counts: events up to the day, patients in the curve, and the share without the event. The share is NULL beyond the last day
--   of a curve that has not reached 0, and where a rule withholds the curve
-- Out of: patients with a time
-- Agrees with: none
-- Source: Kaplan EL, Meier P. JASA 1958;53:457; measure book, outcome
-- Parameters: none
WITH horizons AS (
    SELECT
        t.measure,
        t.item,
        t.days
    FROM (
        VALUES
            ('outcome.overall_survival', 'all', 30),
            ('outcome.overall_survival', 'all', 60),
            ('outcome.overall_survival', 'all', 100),
            ('outcome.overall_survival', 'all', 365),
            ('outcome.overall_survival', 'all', 730),
            ('outcome.overall_survival', 'all', 1095),
            ('outcome.overall_survival', 'all', 1825),
            ('outcome.progression_free_survival', 'all', 365),
            ('outcome.progression_free_survival', 'all', 730),
            ('outcome.progression_free_survival', 'all', 1095),
            ('outcome.progression_free_survival', 'all', 1825),
            ('outcome.duration_of_response', 'CR', 180),
            ('outcome.duration_of_response', 'CR', 365),
            ('outcome.duration_of_response', 'CR', 730),
            ('outcome.duration_of_response', 'CR_or_PR', 180),
            ('outcome.duration_of_response', 'CR_or_PR', 365),
            ('outcome.duration_of_response', 'CR_or_PR', 730),
            ('outcome.death_within', 'all', 30),
            ('outcome.death_within', 'all', 60),
            ('outcome.death_within', 'all', 90)
    ) AS t(measure, item, days)
),
at_horizons AS (
    SELECT
        s.measure,
        h.item,
        s.stratum,
        h.days,
        CAST(COALESCE(SUM(CASE WHEN k.days <= h.days + 1e-9 THEN k.events ELSE 0 END), 0) AS BIGINT) AS events,
        CAST(COALESCE(SUM(k.events + k.censored), 0) AS BIGINT) AS units,
        COALESCE(MIN(CASE WHEN k.days <= h.days + 1e-9 THEN k.survival END), 1) AS survival,
        MAX(k.days) AS last_day
    FROM collected_strata AS s
    JOIN horizons AS h
        ON h.measure = s.measure
    LEFT JOIN survival_steps AS k
        ON k.measure = s.measure
        AND k.item = h.item
        AND k.stratum = s.stratum
    GROUP BY
        s.measure,
        h.item,
        s.stratum,
        h.days
)
SELECT
    a.measure,
    a.item,
    a.stratum,
    a.days,
    CAST(a.days AS VARCHAR(4)) AS level,
    a.events,
    a.units,
    CASE
        WHEN w.stratum IS NULL AND (a.last_day >= a.days - 1e-9 OR (a.units > 0 AND a.survival <= 0))
            THEN a.survival
    END AS survival
FROM at_horizons AS a
LEFT JOIN withheld_survival AS w
    ON w.measure = a.measure
    AND w.stratum = a.stratum
