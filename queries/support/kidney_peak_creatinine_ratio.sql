-- Title: Peak creatinine over baseline
-- One row per: stratum and statistic
-- Reads: collected_strata, measured_courses, kidney_courses
-- Counts: the highest creatinine after hour 0 and up to 168 h after the last given dose, over the baseline
-- Out of: courses at risk of dialysis with a baseline and a value in this time
-- Agrees with: kidney.peak_creatinine_ratio
-- Source: KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012; measure book, dialysis and kidney
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        v.peak_ratio
    FROM measured_courses AS m
    JOIN kidney_courses AS v
        ON v.site_id = m.site_id
        AND v.course_id = m.course_id
    WHERE m.measure = 'kidney.peak_creatinine_ratio'
        AND m.unit = 'course'
        AND v.peak_ratio IS NOT NULL
),
summaries AS (
    SELECT
        s.stratum,
        COUNT(v.peak_ratio) AS units,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY v.peak_ratio) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY v.peak_ratio) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY v.peak_ratio) AS q3,
        MAX(v.peak_ratio) AS highest
    FROM collected_strata AS s
    LEFT JOIN seen_courses AS v
        ON v.stratum = s.stratum
    WHERE s.measure = 'kidney.peak_creatinine_ratio'
        AND s.unit = 'course'
    GROUP BY s.stratum
),
statistics AS (
    SELECT
        t.place,
        t.statistic
    FROM (
        VALUES
            (1, 'median'),
            (2, 'q1'),
            (3, 'q3'),
            (4, 'max')
    ) AS t(place, statistic)
)
SELECT
    'kidney.peak_creatinine_ratio' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    statistic,
    CAST(CASE statistic
        WHEN 'median' THEN median
        WHEN 'q1' THEN q1
        WHEN 'q3' THEN q3
        WHEN 'max' THEN highest
    END AS DOUBLE) AS value,
    CAST(NULL AS BIGINT) AS numerator,
    units AS denominator
FROM summaries
CROSS JOIN statistics
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
