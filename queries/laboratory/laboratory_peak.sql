-- Title: Highest values on treatment
-- One row per: stratum, analyte, level and statistic
-- Reads: measured_courses, treated_courses, counted_doses, read_measurements
-- Counts: the highest plausible value on treatment in the analyte's own unit, the earliest hour of it, and the given doses up to that hour
-- Out of: treated courses with a value on treatment; doses: those in which every given dose has an hour
-- Agrees with: laboratory.peak
-- Source: measure book, grades from values
-- Parameters: none
WITH items AS (
    SELECT
        v.analyte
    FROM (
        VALUES
            (1, 'creatinine'),
            (2, 'bilirubin_total'),
            (3, 'alt'),
            (4, 'heart_rate'),
            (5, 'temperature')
    ) AS v(place, analyte)
),
taken AS (
    SELECT
        t.site_id,
        t.course_id,
        t.hours_known,
        v.analyte,
        v.hour,
        v.own,
        MAX(v.own) OVER (PARTITION BY v.site_id, v.course_id, v.analyte) AS extreme
    FROM treated_courses AS t
    JOIN read_measurements AS v
        ON v.site_id = t.site_id
        AND v.course_id = t.course_id
    JOIN items AS i
        ON i.analyte = v.analyte
    WHERE v.is_plausible
        AND v.hour > 0 + 1e-9
        AND (t.last_hour IS NULL OR v.hour <= t.last_hour + 720 + 1e-9)
),
extremes AS (
    SELECT
        site_id,
        course_id,
        hours_known,
        analyte,
        extreme,
        MIN(hour) AS hour
    FROM taken
    WHERE ABS(own - extreme) <= 1e-9
    GROUP BY
        site_id,
        course_id,
        hours_known,
        analyte,
        extreme
),
with_doses AS (
    SELECT
        e.site_id,
        e.course_id,
        e.analyte,
        e.extreme,
        e.hour,
        CASE WHEN e.hours_known THEN SUM(CASE WHEN d.status = 'given' AND d.hour <= e.hour + 1e-9 THEN 1 ELSE 0 END) END AS doses
    FROM extremes AS e
    JOIN counted_doses AS d
        ON d.site_id = e.site_id
        AND d.course_id = e.course_id
    GROUP BY
        e.site_id,
        e.course_id,
        e.hours_known,
        e.analyte,
        e.extreme,
        e.hour
),
levels AS (
    SELECT
        v.place,
        v.level
    FROM (
        VALUES
            (1, 'value'),
            (2, 'hour'),
            (3, 'doses')
    ) AS v(place, level)
),
amounts AS (
    SELECT
        m.stratum,
        e.analyte,
        l.place,
        l.level,
        CAST(CASE l.place WHEN 1 THEN e.extreme WHEN 2 THEN e.hour ELSE e.doses END AS DOUBLE) AS amount
    FROM measured_courses AS m
    JOIN with_doses AS e
        ON e.site_id = m.site_id
        AND e.course_id = m.course_id
    CROSS JOIN levels AS l
    WHERE m.measure = 'laboratory.peak'
),
summaries AS (
    SELECT
        stratum,
        analyte,
        place,
        level,
        COUNT(amount) AS units,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY amount) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY amount) AS q3,
        MIN(amount) AS lowest,
        MAX(amount) AS highest
    FROM amounts
    GROUP BY
        stratum,
        analyte,
        place,
        level
),
statistics AS (
    SELECT
        v.statistic_place,
        v.statistic
    FROM (
        VALUES
            (1, 'median'),
            (2, 'q1'),
            (3, 'q3'),
            (4, 'min'),
            (5, 'max')
    ) AS v(statistic_place, statistic)
)
SELECT
    'laboratory.peak' AS measure,
    'course' AS unit,
    s.stratum,
    s.analyte AS item,
    s.level,
    t.statistic,
    CASE t.statistic
        WHEN 'median' THEN s.median
        WHEN 'q1' THEN s.q1
        WHEN 'q3' THEN s.q3
        WHEN 'min' THEN s.lowest
        WHEN 'max' THEN s.highest
    END AS value,
    CAST(NULL AS BIGINT) AS numerator,
    s.units AS denominator
FROM summaries AS s
CROSS JOIN statistics AS t
WHERE s.place = 1
    OR t.statistic_place <= 3
ORDER BY
    s.stratum,
    s.analyte,
    s.place,
    t.statistic_place
