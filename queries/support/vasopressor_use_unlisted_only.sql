-- Title: Vasopressor use, unlisted agents only
-- One row per: unit and stratum
-- Reads: collected_strata, measured_courses, vasopressor_courses
-- Counts: patients and courses whose counted infusions are all of agents not in the list
-- Out of: treated patients and courses of sites that collected vasopressors
-- Agrees with: vasopressor.use_unlisted_only
-- Source: measure book, vasopressor
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.unit,
        m.stratum,
        m.site_id,
        m.patient_id,
        CASE WHEN v.is_unlisted_only THEN 1 ELSE 0 END AS used,
        CASE WHEN v.is_unlisted_only IS NULL OR v.is_unlisted_only THEN 1 ELSE 0 END AS has_no_listed
    FROM measured_courses AS m
    LEFT JOIN vasopressor_courses AS v
        ON v.site_id = m.site_id
        AND v.course_id = m.course_id
    WHERE m.measure = 'vasopressor.use_unlisted_only'
),
units AS (
    SELECT
        unit,
        stratum,
        MAX(used) * MIN(has_no_listed) AS used
    FROM seen_courses
    WHERE unit = 'patient'
    GROUP BY
        unit,
        stratum,
        site_id,
        patient_id
    UNION ALL
    SELECT
        unit,
        stratum,
        used
    FROM seen_courses
    WHERE unit = 'course'
),
counted AS (
    SELECT
        s.unit,
        s.stratum,
        CAST(COALESCE(SUM(u.used), 0) AS BIGINT) AS users,
        COUNT(u.used) AS units
    FROM collected_strata AS s
    LEFT JOIN units AS u
        ON u.unit = s.unit
        AND u.stratum = s.stratum
    WHERE s.measure = 'vasopressor.use_unlisted_only'
    GROUP BY
        s.unit,
        s.stratum
)
SELECT
    'vasopressor.use_unlisted_only' AS measure,
    unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(users AS DOUBLE) / units END AS value,
    users AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE unit WHEN 'patient' THEN 1 ELSE 2 END,
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
