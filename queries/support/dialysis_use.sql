-- Title: Dialysis
-- One row per: unit and stratum
-- Reads: collected_strata, measured_courses, courses_at_risk, dialysis_courses
-- Counts: patients and courses with counted dialysis in a course at risk
-- Out of: patients with a course at risk, and courses at risk, of sites that collected dialysis
-- Agrees with: dialysis.use
-- Source: measure book, dialysis and kidney
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.unit,
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id,
        CASE WHEN d.course_id IS NULL THEN 0 ELSE 1 END AS used
    FROM measured_courses AS m
    JOIN courses_at_risk AS r
        ON r.site_id = m.site_id
        AND r.course_id = m.course_id
    LEFT JOIN dialysis_courses AS d
        ON d.site_id = m.site_id
        AND d.course_id = m.course_id
    WHERE m.measure = 'dialysis.use'
),
units AS (
    SELECT
        unit,
        stratum,
        MAX(used) AS used
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
    WHERE s.measure = 'dialysis.use'
    GROUP BY
        s.unit,
        s.stratum
)
SELECT
    'dialysis.use' AS measure,
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
