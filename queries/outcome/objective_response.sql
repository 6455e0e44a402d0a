-- Title: Objective response
-- One row per: stratum
-- Reads: collected_strata, measured_courses, treated_courses
-- Counts: patients whose best response over their treated courses is CR or PR
-- Out of: treated patients with any best response, NE among them
-- Agrees with: outcome.objective_response
-- Source: RECIST 1.1: Eisenhauer EA, et al. Eur J Cancer 2009;45:228; measure book, outcome
-- Parameters: none
WITH seen_patients AS (
    SELECT
        m.stratum,
        m.site_id,
        m.patient_id,
        MAX(CASE WHEN c.best_response IN ('CR', 'PR') THEN 1 ELSE 0 END) AS has_responded
    FROM measured_courses AS m
    JOIN treated_courses AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    WHERE m.measure = 'outcome.objective_response'
        AND m.unit = 'patient'
        AND c.best_response IS NOT NULL
    GROUP BY
        m.stratum,
        m.site_id,
        m.patient_id
),
counted AS (
    SELECT
        s.stratum,
        CAST(COALESCE(SUM(p.has_responded), 0) AS BIGINT) AS responders,
        COUNT(p.has_responded) AS units
    FROM collected_strata AS s
    LEFT JOIN seen_patients AS p
        ON p.stratum = s.stratum
    WHERE s.measure = 'outcome.objective_response'
    GROUP BY s.stratum
)
SELECT
    'outcome.objective_response' AS measure,
    'patient' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(responders AS DOUBLE) / units END AS value,
    responders AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
