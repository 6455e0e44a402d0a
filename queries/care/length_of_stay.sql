-- Title: Length of stay in days
-- One row per: stratum and statistic
-- Reads: collected_strata, measured_courses, lengths_of_stay
-- Counts: days in any unit, of stays that start at most 720 h after the last given dose and end at -168 h or later, each in full
-- Out of: treated courses with such stays that all have an end, of sites that collected stop_hour
-- Agrees with: care.length_of_stay
-- Source: measure book, care
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        v.days
    FROM measured_courses AS m
    JOIN lengths_of_stay AS v
        ON v.site_id = m.site_id
        AND v.course_id = m.course_id
    WHERE m.measure = 'care.length_of_stay'
        AND m.unit = 'course'
        AND v.days IS NOT NULL
),
summaries AS (
    SELECT
        s.stratum,
        COUNT(v.days) AS units,
        AVG(v.days) AS mean,
        STDDEV_SAMP(v.days) AS sd,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY v.days) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY v.days) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY v.days) AS q3,
        MIN(v.days) AS lowest,
        MAX(v.days) AS highest
    FROM collected_strata AS s
    LEFT JOIN seen_courses AS v
        ON v.stratum = s.stratum
    WHERE s.measure = 'care.length_of_stay'
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
    'care.length_of_stay' AS measure,
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
