-- Title: Vital signs beyond a limit
-- One row per: unit, stratum, sign and level
-- Reads: collected_strata, measured_courses, vital_signs_of_courses
-- Counts: units with a value on treatment beyond the limit
-- Out of: units with a value of the sign on treatment
-- Agrees with: vital.sign
-- Source: measure book, Vital signs
-- Parameters: none
WITH levels AS (
    SELECT
        v.place,
        v.item,
        v.level
    FROM (
        VALUES
            (1, 'hypotension', 'any'),
            (2, 'hypotension', 'sustained'),
            (3, 'tachycardia', 'any'),
            (4, 'tachycardia', 'gt130'),
            (5, 'tachycardia', 'sustained'),
            (6, 'fever', 'any'),
            (7, 'fever', 'gt40'),
            (8, 'desaturation', 'any'),
            (9, 'desaturation', 'lt88'),
            (10, 'oxygen', 'any'),
            (11, 'oxygen', 'high')
    ) AS v(place, item, level)
),
units AS (
    SELECT
        m.unit,
        m.stratum,
        s.item,
        s.level,
        MAX(s.is_reached) AS answer
    FROM measured_courses AS m
    JOIN vital_signs_of_courses AS s
        ON s.site_id = m.site_id
        AND s.course_id = m.course_id
    WHERE m.measure = 'vital.sign'
    GROUP BY
        m.unit,
        m.stratum,
        s.item,
        s.level,
        m.site_id,
        m.patient_id,
        CASE WHEN m.unit = 'course' THEN m.course_id END
),
counts AS (
    SELECT
        k.unit,
        k.stratum,
        l.place,
        l.item,
        l.level,
        CAST(SUM(CASE WHEN u.answer = 1 THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(u.answer) AS denominator
    FROM collected_strata AS k
    CROSS JOIN levels AS l
    LEFT JOIN units AS u
        ON u.unit = k.unit
        AND u.stratum = k.stratum
        AND u.item = l.item
        AND u.level = l.level
    WHERE k.measure = 'vital.sign'
    GROUP BY
        k.unit,
        k.stratum,
        l.place,
        l.item,
        l.level
)
SELECT
    'vital.sign' AS measure,
    unit,
    stratum,
    item,
    level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    unit,
    stratum,
    place
