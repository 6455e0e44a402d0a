-- Title: Objective response and disease control
-- One row per: measure and stratum
-- Reads: collected_strata, collecting_sites, treated_patient_strata, treated_courses
-- Counts: patients whose best response over their treated courses is CR or PR; for disease control CR, PR or SD
-- Out of: treated patients of sites that collected best_response (a missing response counts as no response); for
--   response-evaluable patients, only those with CR, PR, SD or PD
-- Agrees with: outcome.objective_response, outcome.objective_response_evaluable, outcome.disease_control
-- Source: measure book, outcome
-- Parameters: none
WITH best_responses AS (
    SELECT
        site_id,
        patient_id,
        MIN(
            CASE best_response
                WHEN 'CR' THEN 1
                WHEN 'PR' THEN 2
                WHEN 'SD' THEN 3
                WHEN 'PD' THEN 4
                ELSE 5
            END
        ) AS best
    FROM treated_courses
    GROUP BY
        site_id,
        patient_id
),
definitions AS (
    SELECT
        t.measure,
        t.least,
        t.evaluable
    FROM (
        VALUES
            ('outcome.objective_response', 2, 5),
            ('outcome.objective_response_evaluable', 2, 4),
            ('outcome.disease_control', 3, 5)
    ) AS t(measure, least, evaluable)
),
seen_patients AS (
    SELECT
        d.measure,
        p.stratum,
        CASE WHEN b.best <= d.least THEN 1 ELSE 0 END AS has_it
    FROM treated_patient_strata AS p
    JOIN best_responses AS b
        ON b.site_id = p.site_id
        AND b.patient_id = p.patient_id
    JOIN definitions AS d
        ON b.best <= d.evaluable
    JOIN collecting_sites AS s
        ON s.measure = d.measure
        AND s.unit = 'patient'
        AND s.site_id = p.site_id
),
counted AS (
    SELECT
        s.measure,
        s.stratum,
        CAST(COALESCE(SUM(p.has_it), 0) AS BIGINT) AS with_it,
        COUNT(p.has_it) AS units
    FROM collected_strata AS s
    JOIN definitions AS d
        ON d.measure = s.measure
    LEFT JOIN seen_patients AS p
        ON p.measure = s.measure
        AND p.stratum = s.stratum
    GROUP BY
        s.measure,
        s.stratum
)
SELECT
    measure,
    'patient' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(with_it AS DOUBLE) / units END AS value,
    with_it AS numerator,
    units AS denominator
FROM counted
ORDER BY
    measure,
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
