-- Title: Creatinine values of treated courses
-- One row per: value
-- Reads: treated_courses, measurements
-- Counts: creatinine in mg/dL. Implausible values, below 0.1 or above 25, are excluded.
-- Out of: creatinine values of treated courses
-- Agrees with: none
-- Source: measure book, dialysis and kidney
-- Parameters: none
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    m.hour,
    m.standard_value AS creatinine,
    c.last_hour
FROM treated_courses AS c
JOIN measurements AS m
    ON m.site_id = c.site_id
    AND m.course_id = c.course_id
WHERE m.listed_analyte = 'creatinine'
    AND m.standard_value >= 0.1 - 1e-9
    AND m.standard_value <= 25 + 1e-9
