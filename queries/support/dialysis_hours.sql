-- Title: Hours on dialysis
-- One row per: stratum, category of modality and statistic
-- Reads: collected_strata, measured_courses, dialysis_hours_by_category
-- Counts: hours covered by any counted interval of the category. Intermittent and continuous hours are not added together.
-- Out of: courses at risk with dialysis of the category whose counted intervals of that category all have an end, at sites that collected
--   stop_hour
-- Agrees with: dialysis.hours
-- Source: measure book, dialysis and kidney
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        v.category,
        v.hours
    FROM measured_courses AS m
    JOIN dialysis_hours_by_category AS v
        ON v.site_id = m.site_id
        AND v.course_id = m.course_id
    WHERE m.measure = 'dialysis.hours'
        AND m.unit = 'course'
        AND v.hours IS NOT NULL
),
categories AS (
    SELECT
        t.category_place,
        t.category
    FROM (
        VALUES
            (1, 'intermittent'),
            (2, 'prolonged_intermittent'),
            (3, 'continuous'),
            (4, 'peritoneal'),
            (5, 'unspecified')
    ) AS t(category_place, category)
),
summaries AS (
    SELECT
        s.stratum,
        k.category_place,
        k.category,
        COUNT(v.hours) AS units,
        AVG(v.hours) AS mean,
        STDDEV_SAMP(v.hours) AS sd,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY v.hours) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY v.hours) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY v.hours) AS q3,
        MIN(v.hours) AS lowest,
        MAX(v.hours) AS highest
    FROM collected_strata AS s
    CROSS JOIN categories AS k
    LEFT JOIN seen_courses AS v
        ON v.stratum = s.stratum
        AND v.category = k.category
    WHERE s.measure = 'dialysis.hours'
        AND s.unit = 'course'
    GROUP BY
        s.stratum,
        k.category_place,
        k.category
),
statistics AS (
    SELECT
        t.place,
        t.statistic
    FROM (
        VALUES
            (1, 'mean'),
            (2, 'sd'),
            (3, 'median'),
            (4, 'q1'),
            (5, 'q3'),
            (6, 'min'),
            (7, 'max')
    ) AS t(place, statistic)
)
SELECT
    'dialysis.hours' AS measure,
    'course' AS unit,
    stratum,
    category AS item,
    'all' AS level,
    statistic,
    CAST(CASE statistic
        WHEN 'mean' THEN mean
        WHEN 'sd' THEN sd
        WHEN 'median' THEN median
        WHEN 'q1' THEN q1
        WHEN 'q3' THEN q3
        WHEN 'min' THEN lowest
        WHEN 'max' THEN highest
    END AS DOUBLE) AS value,
    CAST(NULL AS BIGINT) AS numerator,
    units AS denominator
FROM summaries
CROSS JOIN statistics
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    category_place,
    place
