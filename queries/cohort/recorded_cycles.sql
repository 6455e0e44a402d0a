-- Title: Cycles of treated courses that have recorded doses
-- One row per: recorded cycle of a treated course
-- Reads: treated_courses, counted_doses
-- Counts: doses_recorded and doses_given of the cycle. doses_planned is the greater of planned_doses_per_cycle and the recorded doses in
--   cycles 1 to planned_cycles, and the recorded doses in any further cycle and where the course has no planned number. A planned cycle
--   without a row is not listed: planned_courses counts it. last_given_number is the dose_number of the last given dose.
-- Out of: cycles with a row in doses
-- Agrees with: none
-- Source: measure book, exposure
-- Parameters: none
WITH dose_counts AS (
    SELECT
        site_id,
        course_id,
        cycle,
        COUNT(*) AS doses_recorded,
        CAST(SUM(CASE WHEN status = 'given' THEN 1 ELSE 0 END) AS BIGINT) AS doses_given,
        MAX(CASE WHEN status = 'given' THEN dose_number END) AS last_given_number
    FROM counted_doses
    GROUP BY
        site_id,
        course_id,
        cycle
)
SELECT
    t.site_id,
    t.course_id,
    t.patient_id,
    d.cycle,
    d.doses_recorded,
    d.doses_given,
    t.planned_cycles IS NULL OR d.cycle <= t.planned_cycles AS is_planned,
    CASE
        WHEN (t.planned_cycles IS NULL OR d.cycle <= t.planned_cycles) AND t.planned_doses_per_cycle > d.doses_recorded
            THEN t.planned_doses_per_cycle
        ELSE d.doses_recorded
    END AS doses_planned,
    d.last_given_number
FROM treated_courses AS t
JOIN dose_counts AS d
    ON d.site_id = t.site_id
    AND d.course_id = t.course_id
