-- Title: Treatment-related death
-- One row per: stratum
-- Reads: collected_strata, measured_courses, treated_courses, toxicities
-- Counts: patients with an event of grade 5 that is not told to be unrelated, with an onset from hour 0 to 720 h after the last
--   given dose or without an onset
-- Out of: treated patients of sites that collected the grade
-- Agrees with: outcome.treatment_related_death
-- Source: CTCAE v5.0, grade 5; measure book, outcome
-- Parameters: none
WITH deaths AS (
    SELECT DISTINCT
        c.site_id,
        c.patient_id
    FROM treated_courses AS c
    JOIN toxicities AS e
        ON e.site_id = c.site_id
        AND e.course_id = c.course_id
    WHERE e.grade = 5
        AND COALESCE(e.attribution, 'unknown') <> 'unrelated'
        AND (e.onset_hour IS NULL OR e.onset_hour >= 0 - 1e-9)
        AND (e.onset_hour IS NULL OR c.last_hour IS NULL OR e.onset_hour <= c.last_hour + 720 + 1e-9)
),
seen_patients AS (
    SELECT DISTINCT
        m.stratum,
        m.site_id,
        m.patient_id,
        CASE WHEN d.patient_id IS NULL THEN 0 ELSE 1 END AS has_died
    FROM measured_courses AS m
    LEFT JOIN deaths AS d
        ON d.site_id = m.site_id
        AND d.patient_id = m.patient_id
    WHERE m.measure = 'outcome.treatment_related_death'
        AND m.unit = 'patient'
),
counted AS (
    SELECT
        s.stratum,
        CAST(COALESCE(SUM(p.has_died), 0) AS BIGINT) AS deaths,
        COUNT(p.has_died) AS units
    FROM collected_strata AS s
    LEFT JOIN seen_patients AS p
        ON p.stratum = s.stratum
    WHERE s.measure = 'outcome.treatment_related_death'
    GROUP BY s.stratum
)
SELECT
    'outcome.treatment_related_death' AS measure,
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
