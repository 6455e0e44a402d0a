-- Title: Lowest and highest values on treatment
-- One row per: measure, stratum, analyte, level and statistic
-- Reads: measured_courses, treated_courses, counted_doses, read_measurements
-- Counts: the lowest (nadir) or highest (peak) plausible value on treatment in the analyte's own unit, the earliest hour of it, and the given
--   doses up to that hour
-- Out of: treated courses with a value on treatment; doses: those in which every given dose has an hour
-- Agrees with: laboratory.nadir, laboratory.peak
-- Source: measure book, grades from values
-- Parameters: none
WITH items AS (
    SELECT
        v.measure,
        v.analyte
    FROM (
        VALUES
            ('laboratory.nadir', 'platelets'),
            ('laboratory.nadir', 'hemoglobin'),
            ('laboratory.nadir', 'neutrophils'),
            ('laboratory.nadir', 'lymphocytes'),
            ('laboratory.nadir', 'albumin'),
            ('laboratory.nadir', 'sodium'),
            ('laboratory.nadir', 'bicarbonate'),
            ('laboratory.nadir', 'systolic_bp'),
            ('laboratory.nadir', 'spo2'),
            ('laboratory.peak', 'creatinine'),
            ('laboratory.peak', 'bilirubin_total'),
            ('laboratory.peak', 'alt'),
            ('laboratory.peak', 'heart_rate'),
            ('laboratory.peak', 'temperature')
    ) AS v(measure, analyte)
),
taken AS (
    SELECT
        t.site_id,
        t.course_id,
        t.hours_known,
        i.measure,
        v.analyte,
        v.hour,
        v.own,
        CASE i.measure
            WHEN 'laboratory.nadir' THEN MIN(v.own) OVER (PARTITION BY v.site_id, v.course_id, v.analyte)
            ELSE MAX(v.own) OVER (PARTITION BY v.site_id, v.course_id, v.analyte)
        END AS extreme
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
        measure,
        analyte,
        extreme,
        MIN(hour) AS hour
    FROM taken
    WHERE ABS(own - extreme) <= 1e-9
    GROUP BY
        site_id,
        course_id,
        hours_known,
        measure,
        analyte,
        extreme
),
with_doses AS (
    SELECT
        e.site_id,
        e.course_id,
        e.measure,
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
        e.measure,
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
        m.measure,
        m.stratum,
        e.analyte,
        l.place,
        l.level,
        CAST(CASE l.place WHEN 1 THEN e.extreme WHEN 2 THEN e.hour ELSE e.doses END AS DOUBLE) AS amount
    FROM measured_courses AS m
    JOIN with_doses AS e
        ON e.measure = m.measure
        AND e.site_id = m.site_id
        AND e.course_id = m.course_id
    CROSS JOIN levels AS l
),
summaries AS (
    SELECT
        measure,
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
        measure,
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
    s.measure,
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
    s.measure,
    s.stratum,
    s.analyte,
    s.place,
    t.statistic_place
