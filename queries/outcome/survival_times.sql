-- Title: Times to death, to progression, or to last contact
-- One row per: curve and treated patient
-- Reads: treated_courses, patients, collecting_sites
-- Counts: days from the first treated course's start_day to death (overall survival), or to the earliest of death and progression
--   in any treated course (progression-free survival); is_event is 1. Without such a day, to last_contact_day; is_event is 0. Days
--   are rounded to 10^-6, before ties are formed.
-- Out of: treated patients of sites that collected the days, with one of these days and a known start_day; for progression-free
--   survival, without a progression in a course of unknown start_day. Times below 0 are left out.
-- Agrees with: none
-- Source: measure book, outcome
-- Parameters: none
WITH first_courses AS (
    SELECT
        site_id,
        patient_id,
        start_day
    FROM treated_courses
    WHERE place = 1
),
progressions AS (
    SELECT
        site_id,
        patient_id,
        MIN(start_day + progression_day) AS progression_day,
        SUM(CASE WHEN progression_day IS NOT NULL AND start_day IS NULL THEN 1 ELSE 0 END) AS without_day
    FROM treated_courses
    GROUP BY
        site_id,
        patient_id
),
known_days AS (
    SELECT
        f.site_id,
        f.patient_id,
        f.start_day,
        p.death_day,
        p.last_contact_day,
        g.progression_day,
        g.without_day
    FROM first_courses AS f
    JOIN progressions AS g
        ON g.site_id = f.site_id
        AND g.patient_id = f.patient_id
    LEFT JOIN patients AS p
        ON p.site_id = f.site_id
        AND p.patient_id = f.patient_id
    WHERE f.start_day IS NOT NULL
),
ends AS (
    SELECT
        'outcome.overall_survival' AS measure,
        site_id,
        patient_id,
        start_day,
        death_day AS event_day,
        last_contact_day
    FROM known_days
    UNION ALL
    SELECT
        'outcome.progression_free_survival' AS measure,
        site_id,
        patient_id,
        start_day,
        LEAST(COALESCE(death_day, progression_day), COALESCE(progression_day, death_day)) AS event_day,
        last_contact_day
    FROM known_days
    WHERE without_day = 0
),
times AS (
    SELECT
        measure,
        site_id,
        patient_id,
        ROUND(CAST(COALESCE(event_day, last_contact_day) - start_day AS DOUBLE), 6) AS days,
        CASE WHEN event_day IS NULL THEN 0 ELSE 1 END AS is_event
    FROM ends
)
SELECT
    t.measure,
    t.site_id,
    t.patient_id,
    t.days,
    t.is_event
FROM times AS t
JOIN collecting_sites AS s
    ON s.measure = t.measure
    AND s.unit = 'patient'
    AND s.site_id = t.site_id
WHERE t.days >= 0
