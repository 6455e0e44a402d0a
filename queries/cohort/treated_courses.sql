-- Title: Treated courses and numbers counted from their doses
-- One row per: selected course with a given dose
-- Reads: courses, counted_doses, course_strata
-- Counts: place is the order of the course among the patient's treated courses. It follows the stored course_order, because the stored
--   start_day is 0 for a first course exported without one, and that 0 is not used to order courses. first_hour and last_hour are the
--   hours of the first and last given dose by cycle and dose_number, and NULL if that dose has no hour: a limit at
--   last_hour + 720 then does not apply. hours_known: every given dose has an hour. starts_known: the given dose with the lowest
--   dose_number of every treated cycle has one. planned_cycles and planned_doses_per_cycle are NULL where a regimen has no default.
-- Out of: selected courses, those of `overall` in course_strata
-- Agrees with: none
-- Source: measure book, Populations
-- Parameters: none
WITH given_doses AS (
    SELECT
        d.site_id,
        d.course_id,
        d.cycle,
        d.hour,
        ROW_NUMBER() OVER (PARTITION BY d.site_id, d.course_id, d.cycle ORDER BY d.dose_number) AS place_in_cycle,
        ROW_NUMBER() OVER (PARTITION BY d.site_id, d.course_id ORDER BY d.cycle, d.dose_number) AS place_from_first,
        ROW_NUMBER() OVER (PARTITION BY d.site_id, d.course_id ORDER BY d.cycle DESC, d.dose_number DESC) AS place_from_last
    FROM counted_doses AS d
    WHERE d.status = 'given'
),
given_in_courses AS (
    SELECT
        site_id,
        course_id,
        COUNT(*) AS doses_given,
        SUM(CASE WHEN place_in_cycle = 1 THEN 1 ELSE 0 END) AS treated_cycles,
        MAX(CASE WHEN place_from_first = 1 THEN hour END) AS first_hour,
        MAX(CASE WHEN place_from_last = 1 THEN hour END) AS last_hour,
        SUM(CASE WHEN hour IS NULL THEN 1 ELSE 0 END) AS hours_absent,
        SUM(CASE WHEN hour IS NULL AND place_in_cycle = 1 THEN 1 ELSE 0 END) AS starts_absent
    FROM given_doses
    GROUP BY
        site_id,
        course_id
)
SELECT
    c.site_id,
    c.course_id,
    c.patient_id,
    ROW_NUMBER() OVER (PARTITION BY c.site_id, c.patient_id ORDER BY c.course_order) AS place,
    c.course_number,
    c.regimen,
    c.start_year,
    c.start_day,
    c.age_years,
    c.weight_kg,
    c.ecog,
    c.care_setting,
    c.baseline_dialysis,
    c.planned_iu_per_kg,
    c.planned_cycles,
    c.planned_doses_per_cycle,
    c.plan,
    c.ctcae_version,
    c.best_response,
    c.response_criteria,
    c.response_confirmed,
    c.response_day,
    c.progression_day,
    c.last_assessment_day,
    CAST(g.doses_given AS BIGINT) AS doses_given,
    CAST(g.treated_cycles AS BIGINT) AS treated_cycles,
    g.first_hour,
    g.last_hour,
    g.hours_absent = 0 AS hours_known,
    g.starts_absent = 0 AS starts_known
FROM course_strata AS s
JOIN courses AS c
    ON c.site_id = s.site_id
    AND c.course_id = s.course_id
JOIN given_in_courses AS g
    ON g.site_id = c.site_id
    AND g.course_id = c.course_id
WHERE s.stratum = 'overall'
