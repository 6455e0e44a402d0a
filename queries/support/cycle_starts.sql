-- Title: Start of each treated cycle
-- One row per: treated cycle of a course with known starts of all treated cycles
-- Reads: treated_courses, counted_doses
-- Counts: start_hour is the hour of the cycle's given dose with the lowest dose_number. A cycle lasts from it to next_start_hour,
--   the start of the next one; the first cycle has no lower limit and the last cycle no upper limit.
-- Out of: treated courses in which every treated cycle's start is known
-- Agrees with: none
-- Source: measure book, toxicity
-- Parameters: none
WITH given_doses AS (
    SELECT
        c.site_id,
        c.patient_id,
        c.course_id,
        d.cycle,
        d.hour,
        ROW_NUMBER() OVER (PARTITION BY d.site_id, d.course_id, d.cycle ORDER BY d.dose_number) AS place
    FROM treated_courses AS c
    JOIN counted_doses AS d
        ON d.site_id = c.site_id
        AND d.course_id = c.course_id
    WHERE d.status = 'given'
        AND c.starts_known
)
SELECT
    site_id,
    patient_id,
    course_id,
    cycle,
    hour AS start_hour,
    LEAD(hour) OVER (PARTITION BY site_id, course_id ORDER BY hour, cycle) AS next_start_hour,
    ROW_NUMBER() OVER (PARTITION BY site_id, course_id ORDER BY hour, cycle) = 1 AS is_first
FROM given_doses
WHERE place = 1
