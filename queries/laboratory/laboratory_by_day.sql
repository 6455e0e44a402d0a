-- Title: Values by day
-- One row per: stratum, analyte, day and statistic
-- Reads: measured_courses, treated_courses, read_measurements, value_baselines
-- Counts: the last plausible value on treatment of each 24 h window from hour 0 in the analyte's own unit, of equal hours the lowest; day 1 is
--   the first window, day 0 the baseline. These are rows of curves.csv
-- Out of: treated courses with a value of that day
-- Agrees with: laboratory.by_day
-- Source: measure book, grades from values
-- Parameters: none
WITH items AS (
    SELECT
        v.place,
        v.analyte
    FROM (
        VALUES
            (1, 'creatinine'),
            (2, 'bilirubin_total'),
            (3, 'platelets'),
            (4, 'albumin'),
            (5, 'weight')
    ) AS v(place, analyte)
),
on_treatment AS (
    SELECT
        t.site_id,
        t.course_id,
        v.analyte,
        CAST(FLOOR((v.hour + 1e-9) / 24) AS BIGINT) + 1 AS day,
        v.instant,
        v.own,
        v.place
    FROM treated_courses AS t
    JOIN read_measurements AS v
        ON v.site_id = t.site_id
        AND v.course_id = t.course_id
    WHERE v.is_plausible
        AND v.hour > 0 + 1e-9
        AND (t.last_hour IS NULL OR v.hour <= t.last_hour + 720 + 1e-9)
),
ranked AS (
    SELECT
        site_id,
        course_id,
        analyte,
        day,
        own,
        ROW_NUMBER() OVER (PARTITION BY site_id, course_id, analyte, day ORDER BY instant DESC, own, place) AS rank
    FROM on_treatment
),
amounts AS (
    SELECT
        site_id,
        course_id,
        analyte,
        day,
        own
    FROM ranked
    WHERE rank = 1
    UNION ALL
    SELECT
        b.site_id,
        b.course_id,
        b.analyte,
        CAST(0 AS BIGINT) AS day,
        b.own
    FROM value_baselines AS b
    JOIN treated_courses AS t
        ON t.site_id = b.site_id
        AND t.course_id = b.course_id
),
summaries AS (
    SELECT
        m.stratum,
        i.place,
        i.analyte,
        a.day,
        COUNT(a.own) AS units,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY a.own) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY a.own) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY a.own) AS q3
    FROM measured_courses AS m
    JOIN amounts AS a
        ON a.site_id = m.site_id
        AND a.course_id = m.course_id
    JOIN items AS i
        ON i.analyte = a.analyte
    WHERE m.measure = 'laboratory.by_day'
    GROUP BY
        m.stratum,
        i.place,
        i.analyte,
        a.day
),
statistics AS (
    SELECT
        v.statistic_place,
        v.statistic
    FROM (
        VALUES
            (1, 'median'),
            (2, 'q1'),
            (3, 'q3')
    ) AS v(statistic_place, statistic)
)
SELECT
    'laboratory.by_day' AS measure,
    'course' AS unit,
    s.stratum,
    s.analyte AS item,
    CAST(s.day AS STRING) AS level,
    t.statistic,
    CASE t.statistic
        WHEN 'median' THEN s.median
        WHEN 'q1' THEN s.q1
        WHEN 'q3' THEN s.q3
    END AS value,
    CAST(NULL AS BIGINT) AS numerator,
    s.units AS denominator
FROM summaries AS s
CROSS JOIN statistics AS t
ORDER BY
    s.stratum,
    s.place,
    s.day,
    t.statistic_place
