-- Title: Best response
-- One row per: stratum and response
-- Reads: collected_strata, measured_courses, treated_courses
-- Counts: patients by the best response of their treated courses, in the order CR, PR, SD, PD, NE; `missing` where none has one
-- Out of: treated patients of sites that collected best_response
-- Agrees with: outcome.best_response
-- Source: measure book, outcome
-- Parameters: none
WITH responses AS (
    SELECT
        t.place,
        t.response
    FROM (
        VALUES
            (1, 'CR'),
            (2, 'PR'),
            (3, 'SD'),
            (4, 'PD'),
            (5, 'NE'),
            (6, 'missing')
    ) AS t(place, response)
),
seen_patients AS (
    SELECT
        m.stratum,
        m.site_id,
        m.patient_id,
        MIN(COALESCE(r.place, 6)) AS best
    FROM measured_courses AS m
    JOIN treated_courses AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    LEFT JOIN responses AS r
        ON r.response = c.best_response
    WHERE m.measure = 'outcome.best_response'
        AND m.unit = 'patient'
    GROUP BY
        m.stratum,
        m.site_id,
        m.patient_id
),
counted AS (
    SELECT
        s.stratum,
        r.place,
        r.response,
        CAST(SUM(CASE WHEN p.best = r.place THEN 1 ELSE 0 END) AS BIGINT) AS with_response,
        COUNT(p.best) AS units
    FROM collected_strata AS s
    CROSS JOIN responses AS r
    LEFT JOIN seen_patients AS p
        ON p.stratum = s.stratum
    WHERE s.measure = 'outcome.best_response'
    GROUP BY
        s.stratum,
        r.place,
        r.response
)
SELECT
    'outcome.best_response' AS measure,
    'patient' AS unit,
    stratum,
    response AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(with_response AS DOUBLE) / units END AS value,
    with_response AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
