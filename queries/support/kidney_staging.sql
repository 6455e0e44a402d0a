-- Title: How courses were staged by KDIGO
-- One row per: stratum and item
-- Reads: collected_strata, measured_courses, kidney_courses
-- Counts: courses by the basis of their stage, or by the reason that they have no stage
-- Out of: courses at risk of dialysis
-- Agrees with: kidney.staging
-- Source: measure book, dialysis and kidney
-- Parameters: none
WITH stagings AS (
    SELECT
        t.place,
        t.staging
    FROM (
        VALUES
            (1, 'staged'),
            (2, 'staged_by_dialysis_alone'),
            (3, 'no_baseline'),
            (4, 'no_value')
    ) AS t(place, staging)
),
seen_courses AS (
    SELECT
        m.stratum,
        k.staging
    FROM measured_courses AS m
    JOIN kidney_courses AS k
        ON k.site_id = m.site_id
        AND k.course_id = m.course_id
    WHERE m.measure = 'kidney.staging'
        AND m.unit = 'course'
),
counted AS (
    SELECT
        s.stratum,
        t.place,
        t.staging,
        CAST(SUM(CASE WHEN c.staging = t.staging THEN 1 ELSE 0 END) AS BIGINT) AS courses,
        COUNT(c.staging) AS units
    FROM collected_strata AS s
    CROSS JOIN stagings AS t
    LEFT JOIN seen_courses AS c
        ON c.stratum = s.stratum
    WHERE s.measure = 'kidney.staging'
    GROUP BY
        s.stratum,
        t.place,
        t.staging
)
SELECT
    'kidney.staging' AS measure,
    'course' AS unit,
    stratum,
    staging AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(courses AS DOUBLE) / units END AS value,
    courses AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
