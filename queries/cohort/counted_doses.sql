-- Title: Doses with the status that measures use
-- One row per: stored dose
-- Reads: doses
-- Counts: status is as stored, except that a given dose of 0 IU/kg is `other`, because nothing was infused.
-- Out of: all stored doses
-- Agrees with: none
-- Source: data model, doses.iu_per_kg
-- Parameters: none
SELECT
    site_id,
    course_id,
    cycle,
    dose_number,
    CASE
        WHEN status = 'given' AND iu_per_kg <= 0 + 1e-9 THEN 'other'
        ELSE status
    END AS status,
    hour,
    iu_per_kg,
    reason_organ_system
FROM doses
