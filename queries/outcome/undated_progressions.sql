-- Title: Undated progression, patient by patient
-- One row per: treated patient
-- Reads: treated_courses
-- Counts: is_undated is 1 if a treated course has the best response PD and no treated course has a progression_day
-- Out of: treated patients
-- Agrees with: none
-- Source: measure book, outcome
-- Parameters: none
SELECT
    site_id,
    patient_id,
    CASE
        WHEN MAX(CASE WHEN best_response = 'PD' THEN 1 ELSE 0 END) = 1 AND COUNT(progression_day) = 0
            THEN 1
        ELSE 0
    END AS is_undated
FROM treated_courses
GROUP BY
    site_id,
    patient_id
