-- Title: Kaplan-Meier curves of survival
-- One row per: curve, stratum and day on which a time ends
-- Reads: survival_times, treated_patient_strata
-- Counts: events and censored patients on the day, patients at risk just before it (events precede censorings), and the share without an
--   event through the day: the product of 1 - events / at_risk, computed as exp of a sum of logarithms, and 0 from the day on which
--   all at risk have an event
-- Out of: patients with a time
-- Agrees with: none
-- Source: Kaplan EL, Meier P. JASA 1958;53:457; measure book, Intervals, quantiles, curves
-- Parameters: none
WITH days AS (
    SELECT
        t.measure,
        t.item,
        p.stratum,
        t.days,
        SUM(t.is_event) AS events,
        SUM(1 - t.is_event) AS censored
    FROM survival_times AS t
    JOIN treated_patient_strata AS p
        ON p.site_id = t.site_id
        AND p.patient_id = t.patient_id
    GROUP BY
        t.measure,
        t.item,
        p.stratum,
        t.days
),
days_at_risk AS (
    SELECT
        measure,
        item,
        stratum,
        days,
        events,
        censored,
        SUM(events + censored) OVER (
            PARTITION BY measure, item, stratum
            ORDER BY days DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS at_risk
    FROM days
),
logarithms AS (
    SELECT
        measure,
        item,
        stratum,
        days,
        events,
        censored,
        at_risk,
        CASE WHEN events = at_risk THEN 1 ELSE 0 END AS is_end,
        CASE WHEN events < at_risk THEN LN(1 - CAST(events AS DOUBLE) / at_risk) ELSE CAST(0 AS DOUBLE) END AS logarithm
    FROM days_at_risk
)
SELECT
    measure,
    item,
    stratum,
    days,
    CAST(events AS BIGINT) AS events,
    CAST(censored AS BIGINT) AS censored,
    CAST(at_risk AS BIGINT) AS at_risk,
    CASE
        WHEN MAX(is_end) OVER (
            PARTITION BY measure, item, stratum
            ORDER BY days
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) = 1
            THEN CAST(0 AS DOUBLE)
        ELSE EXP(
            SUM(logarithm) OVER (
                PARTITION BY measure, item, stratum
                ORDER BY days
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            )
        )
    END AS survival
FROM logarithms
