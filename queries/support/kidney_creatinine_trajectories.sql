-- Title: Creatinine over the course
-- One row per: course, hour and value
-- Reads: creatinine_values, creatinine_baselines
-- Counts: every plausible creatinine of a treated course, in mg/dL, and its ratio to the baseline: the last value of the week up to
--   hour 0, else the lowest of the 90 days before. Without a baseline there is no ratio.
-- Out of: creatinine values of treated courses
-- Agrees with: none
-- Source: KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012; measure book, dialysis and kidney
-- Parameters: none
SELECT
    v.site_id,
    v.patient_id,
    v.course_id,
    v.hour,
    v.hour - v.last_hour AS hours_after_last_dose,
    v.creatinine AS creatinine_mg_dl,
    b.baseline AS baseline_mg_dl,
    v.creatinine / b.baseline AS ratio_to_baseline
FROM creatinine_values AS v
LEFT JOIN creatinine_baselines AS b
    ON b.site_id = v.site_id
    AND b.course_id = v.course_id
ORDER BY
    v.site_id,
    v.patient_id,
    v.course_id,
    v.hour,
    v.creatinine
