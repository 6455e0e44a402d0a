-- Title: Organ systems that were not assessed in a course
-- One row per: treated course and organ system
-- Reads: treated_courses, not_assessed, on_treatment_events
-- Counts: organ systems that not_assessed names for a course without an event on treatment in them
-- Out of: treated courses
-- Agrees with: none
-- Source: measure book, toxicity, Not assessed
-- Parameters: none
SELECT DISTINCT
    t.site_id,
    t.patient_id,
    t.course_id,
    n.organ_system
FROM treated_courses AS t
JOIN not_assessed AS n
    ON n.site_id = t.site_id
    AND n.course_id = t.course_id
LEFT JOIN on_treatment_events AS e
    ON e.site_id = n.site_id
    AND e.course_id = n.course_id
    AND e.organ_system = n.organ_system
WHERE e.site_id IS NULL
