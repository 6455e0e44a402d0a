-- Title: Counted dialysis intervals
-- One row per: dialysis interval
-- Reads: courses_at_risk, dialysis
-- Counts: intervals of a modality that is dialysis, in courses at risk, that start from hour 0 to 720 h after the last given dose
-- Out of: dialysis intervals in treated courses
-- Agrees with: none
-- Source: measure book, dialysis and kidney
-- Parameters: none
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    COALESCE(d.modality, 'unspecified') AS modality,
    CASE
        WHEN d.modality = 'ihd' THEN 'intermittent'
        WHEN d.modality = 'pirrt' THEN 'prolonged_intermittent'
        WHEN d.modality IN ('crrt', 'cvvh', 'cvvhd', 'cvvhdf') THEN 'continuous'
        WHEN d.modality = 'pd' THEN 'peritoneal'
        ELSE 'unspecified'
    END AS category,
    d.start_hour,
    d.stop_hour,
    c.last_hour
FROM courses_at_risk AS c
JOIN dialysis AS d
    ON d.site_id = c.site_id
    AND d.course_id = c.course_id
WHERE d.is_dialysis
    AND d.start_hour >= 0 - 1e-9
    AND (c.last_hour IS NULL OR d.start_hour <= c.last_hour + 720 + 1e-9)
