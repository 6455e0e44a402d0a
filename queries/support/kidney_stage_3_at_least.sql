-- Title: Acute kidney injury, KDIGO stage 3 (lower bound)
-- One row per: stratum
-- Reads: collected_strata, measured_courses, kidney_courses
-- Counts: courses of stage 3, by creatinine or by dialysis
-- Out of: all courses at risk of dialysis, including those without a stage: the share is a lower bound
-- Agrees with: kidney.stage_3_at_least
-- Source: KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012, creatinine criteria; measure book, dialysis and kidney
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        CASE WHEN k.stage = 3 THEN 1 ELSE 0 END AS has_stage_3
    FROM measured_courses AS m
    JOIN kidney_courses AS k
        ON k.site_id = m.site_id
        AND k.course_id = m.course_id
    WHERE m.measure = 'kidney.stage_3_at_least'
        AND m.unit = 'course'
),
counted AS (
    SELECT
        s.stratum,
        CAST(COALESCE(SUM(c.has_stage_3), 0) AS BIGINT) AS with_stage_3,
        COUNT(c.has_stage_3) AS units
    FROM collected_strata AS s
    LEFT JOIN seen_courses AS c
        ON c.stratum = s.stratum
    WHERE s.measure = 'kidney.stage_3_at_least'
    GROUP BY s.stratum
)
SELECT
    'kidney.stage_3_at_least' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(with_stage_3 AS DOUBLE) / units END AS value,
    with_stage_3 AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
