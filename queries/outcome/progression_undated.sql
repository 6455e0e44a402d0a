-- Title: Progression without a date
-- One row per: stratum
-- Reads: collected_strata, collecting_sites, treated_patient_strata, undated_progressions
-- Counts: patients with a best response of PD in a treated course and no progression_day in any
-- Out of: treated patients of sites that collected best_response and progression_day
-- Agrees with: outcome.progression_undated
-- Source: measure book, outcome
-- Parameters: none
WITH seen_patients AS (
    SELECT
        p.stratum,
        u.is_undated
    FROM treated_patient_strata AS p
    JOIN collecting_sites AS s
        ON s.site_id = p.site_id
        AND s.measure = 'outcome.progression_undated'
        AND s.unit = 'patient'
    JOIN undated_progressions AS u
        ON u.site_id = p.site_id
        AND u.patient_id = p.patient_id
),
counted AS (
    SELECT
        s.stratum,
        CAST(COALESCE(SUM(p.is_undated), 0) AS BIGINT) AS undated,
        COUNT(p.is_undated) AS units
    FROM collected_strata AS s
    LEFT JOIN seen_patients AS p
        ON p.stratum = s.stratum
    WHERE s.measure = 'outcome.progression_undated'
    GROUP BY s.stratum
)
SELECT
    'outcome.progression_undated' AS measure,
    'patient' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(undated AS DOUBLE) / units END AS value,
    undated AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
