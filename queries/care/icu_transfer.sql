-- Title: Unplanned transfer to an intensive care unit
-- One row per: unit and stratum
-- Reads: collected_strata, measured_courses, icu_transfers
-- Counts: patients and courses with an ICU stay that starts after hour 0 and at most 720 h after the last given dose
-- Out of: treated courses whose care_setting is known and is not `icu`, and patients with such a course, of sites that collected stays
--   and care_setting
-- Agrees with: care.icu_transfer
-- Source: measure book, care
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.unit,
        m.stratum,
        m.site_id,
        m.patient_id,
        CASE WHEN i.transfers > 0 THEN 1 ELSE 0 END AS used
    FROM measured_courses AS m
    JOIN icu_transfers AS i
        ON i.site_id = m.site_id
        AND i.course_id = m.course_id
    WHERE m.measure = 'care.icu_transfer'
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
    WHERE s.measure = 'care.icu_transfer'
    GROUP BY
        s.unit,
        s.stratum
)
SELECT
    'care.icu_transfer' AS measure,
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
