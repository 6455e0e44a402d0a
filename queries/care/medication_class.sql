-- Title: Supportive medication by class
-- One row per: stratum and class
-- Reads: collected_strata, measured_courses, treated_courses, medications
-- Counts: courses with a record of the class that ends at or after hour 0 (or has no end) and starts at most 720 h after the last
--   given dose (or has no start)
-- Out of: treated courses of sites that collected medications
-- Agrees with: care.medication_class
-- Source: measure book, care
-- Parameters: none
WITH classes AS (
    SELECT
        t.place,
        t.class_name
    FROM (
        VALUES
            (1, 'antiemetic'),
            (2, 'antipyretic'),
            (3, 'analgesic'),
            (4, 'diuretic'),
            (5, 'iv_fluid'),
            (6, 'albumin'),
            (7, 'antibiotic'),
            (8, 'antihistamine'),
            (9, 'h2_blocker'),
            (10, 'proton_pump_inhibitor'),
            (11, 'antidiarrheal'),
            (12, 'corticosteroid'),
            (13, 'anxiolytic'),
            (14, 'antipsychotic'),
            (15, 'other')
    ) AS t(place, class_name)
),
course_classes AS (
    SELECT DISTINCT
        c.site_id,
        c.course_id,
        COALESCE(d.class, 'other') AS class_name
    FROM treated_courses AS c
    JOIN medications AS d
        ON d.site_id = c.site_id
        AND d.course_id = c.course_id
    WHERE (d.stop_hour IS NULL OR d.stop_hour >= 0 - 1e-9)
        AND (d.start_hour IS NULL OR c.last_hour IS NULL OR d.start_hour <= c.last_hour + 720 + 1e-9)
),
seen_courses AS (
    SELECT
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id
    FROM measured_courses AS m
    WHERE m.measure = 'care.medication_class'
        AND m.unit = 'course'
),
counted AS (
    SELECT
        s.stratum,
        t.place,
        t.class_name,
        COUNT(k.class_name) AS users,
        COUNT(c.course_id) AS units
    FROM collected_strata AS s
    CROSS JOIN classes AS t
    LEFT JOIN seen_courses AS c
        ON c.stratum = s.stratum
    LEFT JOIN course_classes AS k
        ON k.site_id = c.site_id
        AND k.course_id = c.course_id
        AND k.class_name = t.class_name
    WHERE s.measure = 'care.medication_class'
    GROUP BY
        s.stratum,
        t.place,
        t.class_name
)
SELECT
    'care.medication_class' AS measure,
    'course' AS unit,
    stratum,
    class_name AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(users AS DOUBLE) / units END AS value,
    users AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
