-- Title: Strata of each treated course
-- One row per: stratum and treated course
-- Reads: course_strata, treated_courses
-- Counts: treated courses, each in its own stratum by each grouping
-- Out of: selected courses
-- Agrees with: none
-- Source: measure book, Populations
-- Parameters: none
SELECT
    s.stratum,
    t.site_id,
    t.patient_id,
    t.course_id
FROM course_strata AS s
JOIN treated_courses AS t
    ON t.site_id = s.site_id
    AND t.course_id = s.course_id
