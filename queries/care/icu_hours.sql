-- Title: Hours in an intensive care unit
-- One row per: stratum and statistic
-- Reads: collected_strata, measured_courses, icu_courses
-- Counts: hours from hour 0 on in any counted ICU stay
-- Out of: treated courses with such stays that all have an end, of sites that collected stop_hour
-- Agrees with: care.icu_hours
-- Source: measure book, care
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        v.hours
    FROM measured_courses AS m
    JOIN icu_courses AS v
        ON v.site_id = m.site_id
        AND v.course_id = m.course_id
    WHERE m.measure = 'care.icu_hours'
        AND m.unit = 'course'
        AND v.hours IS NOT NULL
),
summaries AS (
    SELECT
        s.stratum,
        COUNT(v.hours) AS units,
        AVG(v.hours) AS mean,
        STDDEV_SAMP(v.hours) AS sd,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY v.hours) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY v.hours) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY v.hours) AS q3,
        MIN(v.hours) AS lowest,
        MAX(v.hours) AS highest
    FROM collected_strata AS s
    LEFT JOIN seen_courses AS v
        ON v.stratum = s.stratum
    WHERE s.measure = 'care.icu_hours'
        AND s.unit = 'course'
    GROUP BY s.stratum
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
    'care.icu_hours' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
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
    place
