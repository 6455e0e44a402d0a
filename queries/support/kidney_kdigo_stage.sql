-- Title: Acute kidney injury by KDIGO stage
-- One row per: stratum and stage
-- Reads: collected_strata, measured_courses, kidney_courses
-- Counts: courses by the highest creatinine stage after hour 0 and up to 168 h after the last given dose; dialysis that began from hour 0
--   to the end of this time is stage 3
-- Out of: courses at risk of dialysis with a baseline and a value in this time, or with such dialysis
-- Agrees with: kidney.kdigo_stage
-- Source: KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012, creatinine criteria; measure book, dialysis and kidney
-- Parameters: none
WITH stages AS (
    SELECT
        t.stage,
        t.level
    FROM (
        VALUES
            (0, '0'),
            (1, '1'),
            (2, '2'),
            (3, '3')
    ) AS t(stage, level)
),
seen_courses AS (
    SELECT
        m.stratum,
        k.stage
    FROM measured_courses AS m
    JOIN kidney_courses AS k
        ON k.site_id = m.site_id
        AND k.course_id = m.course_id
    WHERE m.measure = 'kidney.kdigo_stage'
        AND m.unit = 'course'
),
counted AS (
    SELECT
        s.stratum,
        t.level,
        CAST(SUM(CASE WHEN c.stage = t.stage THEN 1 ELSE 0 END) AS BIGINT) AS in_stage,
        COUNT(c.stage) AS units
    FROM collected_strata AS s
    CROSS JOIN stages AS t
    LEFT JOIN seen_courses AS c
        ON c.stratum = s.stratum
    WHERE s.measure = 'kidney.kdigo_stage'
    GROUP BY
        s.stratum,
        t.level
)
SELECT
    'kidney.kdigo_stage' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
    level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(in_stage AS DOUBLE) / units END AS value,
    in_stage AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    level
