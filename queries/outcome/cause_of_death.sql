-- Title: Cause of death
-- One row per: stratum and cause
-- Reads: collected_strata, collecting_sites, treated_patient_strata, patients
-- Counts: patients by death_cause; `missing` where none is recorded
-- Out of: treated patients with a death_day, of sites that collected it and death_cause
-- Agrees with: outcome.cause_of_death
-- Source: measure book, outcome
-- Parameters: none
WITH causes AS (
    SELECT
        t.place,
        t.cause
    FROM (
        VALUES
            (1, 'treatment'),
            (2, 'disease'),
            (3, 'other'),
            (4, 'unknown'),
            (5, 'missing')
    ) AS t(place, cause)
),
dead_patients AS (
    SELECT
        p.stratum,
        COALESCE(d.death_cause, 'missing') AS cause
    FROM treated_patient_strata AS p
    JOIN collecting_sites AS s
        ON s.measure = 'outcome.cause_of_death'
        AND s.unit = 'patient'
        AND s.site_id = p.site_id
    JOIN patients AS d
        ON d.site_id = p.site_id
        AND d.patient_id = p.patient_id
    WHERE d.death_day IS NOT NULL
),
counted AS (
    SELECT
        s.stratum,
        c.place,
        c.cause,
        CAST(SUM(CASE WHEN p.cause = c.cause THEN 1 ELSE 0 END) AS BIGINT) AS with_cause,
        COUNT(p.cause) AS units
    FROM collected_strata AS s
    CROSS JOIN causes AS c
    LEFT JOIN dead_patients AS p
        ON p.stratum = s.stratum
    WHERE s.measure = 'outcome.cause_of_death'
    GROUP BY
        s.stratum,
        c.place,
        c.cause
)
SELECT
    'outcome.cause_of_death' AS measure,
    'patient' AS unit,
    stratum,
    cause AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(with_cause AS DOUBLE) / units END AS value,
    with_cause AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
