-- Title: Survival, patient by patient
-- One row per: treated patient
-- Reads: treated_courses, patients, survival_times
-- Counts: days to death or last contact (overall), and to progression, death or last contact (progression-free); has_died and
--   has_progressed_or_died show whether the time ended with the event. NULL where a patient has no time, and where the site did not
--   collect the days.
-- Out of: treated patients
-- Agrees with: none
-- Source: measure book, outcome
-- Parameters: none
WITH first_courses AS (
    SELECT
        site_id,
        patient_id,
        regimen,
        start_year,
        age_years
    FROM treated_courses
    WHERE place = 1
)
SELECT
    f.site_id,
    f.patient_id,
    p.sex,
    p.diagnosis,
    f.age_years,
    f.regimen,
    f.start_year,
    o.days AS overall_survival_days,
    o.is_event = 1 AS has_died,
    g.days AS progression_free_survival_days,
    g.is_event = 1 AS has_progressed_or_died
FROM first_courses AS f
LEFT JOIN patients AS p
    ON p.site_id = f.site_id
    AND p.patient_id = f.patient_id
LEFT JOIN survival_times AS o
    ON o.site_id = f.site_id
    AND o.patient_id = f.patient_id
    AND o.measure = 'outcome.overall_survival'
LEFT JOIN survival_times AS g
    ON g.site_id = f.site_id
    AND g.patient_id = f.patient_id
    AND g.measure = 'outcome.progression_free_survival'
ORDER BY
    f.site_id,
    f.patient_id
