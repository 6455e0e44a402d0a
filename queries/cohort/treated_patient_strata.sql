-- Title: Strata of each treated patient
-- One row per: stratum and treated patient
-- Reads: course_strata, treated_courses
-- Counts: treated patients, in the strata of their first treated course. All their treated courses count there, even those
--   whose own stratum is another one.
-- Out of: patients with a selected course
-- Agrees with: none
-- Source: measure book, Populations
-- Parameters: none
SELECT
    s.stratum,
    t.site_id,
    t.patient_id
FROM course_strata AS s
JOIN treated_courses AS t
    ON t.site_id = s.site_id
    AND t.course_id = s.course_id
WHERE t.place = 1
