-- Title: Doses planned and recorded of treated courses
-- One row per: treated course
-- Reads: treated_courses, recorded_cycles
-- Counts: doses_planned is the sum over the recorded cycles plus planned_doses_per_cycle for each planned cycle without a row. If a
--   regimen has no planned number of cycles, the highest recorded cycle is used; if it has no planned number of doses, a cycle without a
--   row has no planned doses. has_plan: both numbers are exported or are the regimen's defaults.
-- Out of: treated courses
-- Agrees with: none
-- Source: measure book, exposure
-- Parameters: none
WITH recorded_courses AS (
    SELECT
        site_id,
        course_id,
        CAST(SUM(doses_recorded) AS BIGINT) AS doses_recorded,
        CAST(SUM(doses_planned) AS BIGINT) AS doses_planned,
        CAST(SUM(CASE WHEN is_planned THEN 1 ELSE 0 END) AS BIGINT) AS planned_cycles_recorded,
        MAX(cycle) AS highest_cycle
    FROM recorded_cycles
    GROUP BY
        site_id,
        course_id
)
SELECT
    t.site_id,
    t.course_id,
    t.patient_id,
    t.doses_given,
    r.doses_recorded,
    r.doses_planned
        + (COALESCE(t.planned_cycles, r.highest_cycle) - r.planned_cycles_recorded)
        * COALESCE(t.planned_doses_per_cycle, 0) AS doses_planned,
    t.planned_cycles IS NOT NULL AND t.planned_doses_per_cycle IS NOT NULL AS has_plan
FROM treated_courses AS t
JOIN recorded_courses AS r
    ON r.site_id = t.site_id
    AND r.course_id = t.course_id
