-- Title: Courses with low-dose dopamine
-- One row per: course
-- Reads: treated_courses, vasopressors
-- Counts: courses with an infusion of dopamine at a known peak of at most 5 ug/kg/min, not 0, that ends at or after hour 0 (or has no end)
--   and starts at most 720 h after the last given dose: only its low dose excludes it
-- Out of: treated courses
-- Agrees with: none
-- Source: measure book, vasopressor
-- Parameters: none
SELECT DISTINCT
    c.site_id,
    c.patient_id,
    c.course_id
FROM treated_courses AS c
JOIN vasopressors AS v
    ON v.site_id = c.site_id
    AND v.course_id = c.course_id
WHERE v.listed_agent = 'dopamine'
    AND v.standard_peak_rate <= 5 + 1e-9
    AND v.peak_rate > 0 + 1e-9
    AND (v.stop_hour IS NULL OR v.stop_hour >= 0 - 1e-9)
    AND (c.last_hour IS NULL OR v.start_hour <= c.last_hour + 720 + 1e-9)
