-- Title: Courses at risk of dialysis
-- One row per: treated course at risk
-- Reads: treated_courses, dialysis
-- Counts: treated courses that are not of a patient on maintenance dialysis (baseline_dialysis) and in which no dialysis began
--   before hour 0. Fluid removal alone and dialysis access without treatment are in the table dialysis but are not dialysis.
-- Out of: treated courses
-- Agrees with: none
-- Source: measure book, dialysis and kidney
-- Parameters: none
WITH dialyzed_before AS (
    SELECT DISTINCT
        site_id,
        course_id
    FROM dialysis
    WHERE is_dialysis
        AND start_hour < 0 - 1e-9
)
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    c.doses_given,
    c.last_hour
FROM treated_courses AS c
LEFT JOIN dialyzed_before AS b
    ON b.site_id = c.site_id
    AND b.course_id = c.course_id
WHERE b.course_id IS NULL
    AND NOT COALESCE(c.baseline_dialysis, FALSE)
