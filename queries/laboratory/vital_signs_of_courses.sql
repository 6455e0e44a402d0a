-- Title: Vital signs of courses
-- One row per: treated course, sign and level of which it has a value on treatment
-- Reads: treated_courses, read_measurements
-- Counts: is_reached is 1 where a plausible value on treatment is beyond the limit; sustained: a run of hours beyond it, of equal hours the
--   least abnormal, neighbors at most 6 h apart, at least 0.5 h long
-- Out of: treated courses with such a value
-- Agrees with: none
-- Source: measure book, Vital signs
-- Parameters: none
WITH taken AS (
    SELECT
        t.site_id,
        t.patient_id,
        t.course_id,
        CASE v.analyte
            WHEN 'systolic_bp' THEN 'hypotension'
            WHEN 'heart_rate' THEN 'tachycardia'
            WHEN 'temperature' THEN 'fever'
            WHEN 'spo2' THEN 'desaturation'
            ELSE 'oxygen'
        END AS item,
        v.analyte,
        v.hour,
        v.own
    FROM treated_courses AS t
    JOIN read_measurements AS v
        ON v.site_id = t.site_id
        AND v.course_id = t.course_id
    WHERE v.analyte IN ('systolic_bp', 'heart_rate', 'temperature', 'spo2', 'oxygen_flow', 'fio2')
        AND v.is_plausible
        AND v.hour > 0 + 1e-9
        AND (t.last_hour IS NULL OR v.hour <= t.last_hour + 720 + 1e-9)
),
hours AS (
    SELECT
        site_id,
        course_id,
        item,
        MIN(hour) AS hour,
        CASE
            WHEN item = 'hypotension' AND MAX(own) < 90 - 1e-9 THEN 1
            WHEN item = 'tachycardia' AND MIN(own) > 100 + 1e-9 THEN 1
            ELSE 0
        END AS is_beyond
    FROM taken
    WHERE item IN ('hypotension', 'tachycardia')
    GROUP BY
        site_id,
        course_id,
        item,
        ROUND(hour, 8)
),
marked_hours AS (
    SELECT
        site_id,
        course_id,
        item,
        hour,
        is_beyond,
        CASE
            WHEN is_beyond = 1
                AND LAG(is_beyond) OVER (PARTITION BY site_id, course_id, item ORDER BY hour) = 1
                AND hour <= LAG(hour) OVER (PARTITION BY site_id, course_id, item ORDER BY hour) + 6 + 1e-9
                THEN 0
            ELSE 1
        END AS begins
    FROM hours
),
numbered_hours AS (
    SELECT
        site_id,
        course_id,
        item,
        hour,
        is_beyond,
        SUM(begins) OVER (PARTITION BY site_id, course_id, item ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
    FROM marked_hours
),
runs AS (
    SELECT
        site_id,
        course_id,
        item,
        run
    FROM numbered_hours
    WHERE is_beyond = 1
    GROUP BY
        site_id,
        course_id,
        item,
        run
    HAVING MAX(hour) - MIN(hour) >= 0.5 - 1e-9
),
limits AS (
    SELECT
        v.place,
        v.analyte,
        v.item,
        v.level,
        v.below,
        v.above,
        v.least
    FROM (
        VALUES
            (1, 'systolic_bp', 'hypotension', 'any', 90, NULL, NULL),
            (3, 'heart_rate', 'tachycardia', 'any', NULL, 100, NULL),
            (4, 'heart_rate', 'tachycardia', 'gt130', NULL, 130, NULL),
            (6, 'temperature', 'fever', 'any', NULL, NULL, 38),
            (7, 'temperature', 'fever', 'gt40', NULL, 40, NULL),
            (8, 'spo2', 'desaturation', 'any', 90, NULL, NULL),
            (9, 'spo2', 'desaturation', 'lt88', 88, NULL, NULL),
            (10, 'oxygen_flow', 'oxygen', 'any', NULL, 0, NULL),
            (10, 'fio2', 'oxygen', 'any', NULL, 21, NULL),
            (11, 'oxygen_flow', 'oxygen', 'high', NULL, 4, NULL),
            (11, 'fio2', 'oxygen', 'high', NULL, NULL, 40)
    ) AS v(place, analyte, item, level, below, above, least)
)
SELECT
    t.site_id,
    t.patient_id,
    t.course_id,
    l.place,
    l.item,
    l.level,
    MAX(
        CASE
            WHEN t.analyte = l.analyte
                AND (t.own < l.below - 1e-9 OR t.own > l.above + 1e-9 OR t.own >= l.least - 1e-9)
                THEN 1
            ELSE 0
        END
    ) AS is_reached
FROM taken AS t
JOIN limits AS l
    ON l.item = t.item
GROUP BY
    t.site_id,
    t.patient_id,
    t.course_id,
    l.place,
    l.item,
    l.level
UNION ALL
SELECT
    t.site_id,
    t.patient_id,
    t.course_id,
    CASE t.item WHEN 'hypotension' THEN 2 ELSE 5 END AS place,
    t.item,
    'sustained' AS level,
    MAX(CASE WHEN r.run IS NULL THEN 0 ELSE 1 END) AS is_reached
FROM taken AS t
LEFT JOIN runs AS r
    ON r.site_id = t.site_id
    AND r.course_id = t.course_id
    AND r.item = t.item
WHERE t.item IN ('hypotension', 'tachycardia')
GROUP BY
    t.site_id,
    t.patient_id,
    t.course_id,
    t.item
