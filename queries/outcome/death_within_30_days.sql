-- Title: Death within 30 days of the last dose
-- One row per: stratum
-- Reads: collected_strata, measured_courses, treated_courses, patients
-- Counts: patients who died at most 720 h after the last given dose of their last treated course
-- Out of: treated patients with that dose's hour and that course's start_day, and either a death_day or a last_contact_day at least
--   720 h after it
-- Agrees with: outcome.death_within_30_days
-- Source: measure book, outcome
-- Parameters: none
WITH seen_patients AS (
    SELECT DISTINCT
        stratum,
        site_id,
        patient_id
    FROM measured_courses
    WHERE measure = 'outcome.death_within_30_days'
        AND unit = 'patient'
),
last_places AS (
    SELECT
        site_id,
        patient_id,
        MAX(place) AS place
    FROM treated_courses
    GROUP BY
        site_id,
        patient_id
),
last_courses AS (
    SELECT
        c.site_id,
        c.patient_id,
        c.last_hour + 720 AS limit_hour,
        24 * (p.death_day - c.start_day) AS death_hour,
        24 * (p.last_contact_day - c.start_day) AS contact_hour
    FROM last_places AS l
    JOIN treated_courses AS c
        ON c.site_id = l.site_id
        AND c.patient_id = l.patient_id
        AND c.place = l.place
    JOIN patients AS p
        ON p.site_id = c.site_id
        AND p.patient_id = c.patient_id
    WHERE c.last_hour IS NOT NULL
        AND c.start_day IS NOT NULL
),
followed AS (
    SELECT
        s.stratum,
        CASE WHEN l.death_hour <= l.limit_hour + 1e-9 THEN 1 ELSE 0 END AS has_died
    FROM seen_patients AS s
    JOIN last_courses AS l
        ON l.site_id = s.site_id
        AND l.patient_id = s.patient_id
    WHERE l.death_hour IS NOT NULL
        OR l.contact_hour >= l.limit_hour - 1e-9
),
counted AS (
    SELECT
        s.stratum,
        CAST(COALESCE(SUM(f.has_died), 0) AS BIGINT) AS deaths,
        COUNT(f.has_died) AS units
    FROM collected_strata AS s
    LEFT JOIN followed AS f
        ON f.stratum = s.stratum
    WHERE s.measure = 'outcome.death_within_30_days'
    GROUP BY s.stratum
)
SELECT
    'outcome.death_within_30_days' AS measure,
    'patient' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(deaths AS DOUBLE) / units END AS value,
    deaths AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
