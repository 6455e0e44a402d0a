-- Title: Daily monitoring
-- One row per: stratum and analyte
-- Reads: collected_strata, measured_courses, counted_doses, measurements
-- Counts: treatment days with a value of the analyte. A treatment day is a window of 24 h from hour 0 that holds a given dose.
-- Out of: treatment days at sites with any value of the analyte in any stored course
-- Agrees with: care.daily_monitoring
-- Source: measure book, care
-- Parameters: none
WITH monitored_analytes AS (
    SELECT
        t.place,
        t.analyte
    FROM (
        VALUES
            (1, 'creatinine'),
            (2, 'bilirubin_total'),
            (3, 'platelets'),
            (4, 'systolic_bp'),
            (5, 'heart_rate')
    ) AS t(place, analyte)
),
treatment_days AS (
    SELECT DISTINCT
        site_id,
        course_id,
        CAST(FLOOR((hour + 1e-9) / 24) AS BIGINT) AS course_day
    FROM counted_doses
    WHERE status = 'given'
        AND hour >= 0 - 1e-9
),
value_days AS (
    SELECT DISTINCT
        site_id,
        course_id,
        listed_analyte AS analyte,
        CAST(FLOOR((hour + 1e-9) / 24) AS BIGINT) AS course_day
    FROM measurements
    WHERE hour >= 0 - 1e-9
),
value_sites AS (
    SELECT DISTINCT
        site_id,
        listed_analyte AS analyte
    FROM measurements
),
days AS (
    SELECT
        m.stratum,
        a.analyte,
        t.site_id,
        t.course_id,
        t.course_day
    FROM measured_courses AS m
    JOIN treatment_days AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    JOIN value_sites AS a
        ON a.site_id = m.site_id
    WHERE m.measure = 'care.daily_monitoring'
        AND m.unit = 'course'
),
counted AS (
    SELECT
        s.stratum,
        a.place,
        a.analyte,
        COUNT(v.course_day) AS monitored,
        COUNT(d.course_day) AS units
    FROM collected_strata AS s
    CROSS JOIN monitored_analytes AS a
    LEFT JOIN days AS d
        ON d.stratum = s.stratum
        AND d.analyte = a.analyte
    LEFT JOIN value_days AS v
        ON v.site_id = d.site_id
        AND v.course_id = d.course_id
        AND v.analyte = d.analyte
        AND v.course_day = d.course_day
    WHERE s.measure = 'care.daily_monitoring'
    GROUP BY
        s.stratum,
        a.place,
        a.analyte
)
SELECT
    'care.daily_monitoring' AS measure,
    'course' AS unit,
    stratum,
    analyte AS item,
    'all' AS level,
    'ratio' AS statistic,
    CASE WHEN units > 0 THEN CAST(monitored AS DOUBLE) / units END AS value,
    monitored AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
