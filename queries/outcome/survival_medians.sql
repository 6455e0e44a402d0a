-- Title: Medians of Kaplan-Meier curves
-- One row per: curve and stratum
-- Reads: collected_strata, survival_steps, withheld_survival
-- Counts: all events, patients in the curve, and the median: the first day at which the share without the event is at most one
--   half; NULL if not reached, or if a rule withholds the curve
-- Out of: patients with a time
-- Agrees with: none
-- Source: Kaplan EL, Meier P. JASA 1958;53:457; measure book, outcome
-- Parameters: none
WITH curves AS (
    SELECT
        t.measure,
        t.item,
        t.of_curve
    FROM (
        VALUES
            ('outcome.overall_survival_median', 'all', 'outcome.overall_survival'),
            ('outcome.progression_free_survival_median', 'all', 'outcome.progression_free_survival'),
            ('outcome.duration_of_response_median', 'CR', 'outcome.duration_of_response'),
            ('outcome.duration_of_response_median', 'CR_or_PR', 'outcome.duration_of_response')
    ) AS t(measure, item, of_curve)
),
medians AS (
    SELECT
        s.measure,
        c.item,
        s.stratum,
        CAST(COALESCE(SUM(k.events), 0) AS BIGINT) AS events,
        CAST(COALESCE(SUM(k.events + k.censored), 0) AS BIGINT) AS units,
        MIN(CASE WHEN k.survival <= 0.5 + 1e-9 THEN k.days END) AS median
    FROM collected_strata AS s
    JOIN curves AS c
        ON c.measure = s.measure
    LEFT JOIN survival_steps AS k
        ON k.measure = c.of_curve
        AND k.item = c.item
        AND k.stratum = s.stratum
    GROUP BY
        s.measure,
        c.item,
        s.stratum
)
SELECT
    m.measure,
    m.item,
    m.stratum,
    m.events,
    m.units,
    CASE WHEN w.stratum IS NULL THEN m.median END AS median
FROM medians AS m
LEFT JOIN withheld_survival AS w
    ON w.measure = m.measure
    AND w.stratum = m.stratum
