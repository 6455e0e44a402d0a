-- Title: Treated courses that a measure includes
-- One row per: measure, unit, stratum and course
-- Reads: collecting_sites, treated_course_strata, treated_patient_strata, treated_courses
-- Counts: treated courses of sites that collected what the measure needs. A course is in its own stratum; where patients are
--   counted, all treated courses of a patient are in the stratum of the first one.
-- Out of: treated courses
-- Agrees with: none
-- Source: measure book, Populations
-- Parameters: none
SELECT
    s.measure,
    s.unit,
    c.stratum,
    c.site_id,
    c.patient_id,
    c.course_id
FROM collecting_sites AS s
JOIN treated_course_strata AS c
    ON c.site_id = s.site_id
WHERE s.unit <> 'patient'
UNION ALL
SELECT
    s.measure,
    s.unit,
    p.stratum,
    c.site_id,
    c.patient_id,
    c.course_id
FROM collecting_sites AS s
JOIN treated_patient_strata AS p
    ON p.site_id = s.site_id
JOIN treated_courses AS c
    ON c.site_id = p.site_id
    AND c.patient_id = p.patient_id
WHERE s.unit = 'patient'
