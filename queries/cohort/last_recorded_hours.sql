-- Title: Last recorded hour of a course
-- One row per: course with any known hour
-- Reads: treated_courses, doses, toxicities, vasopressors, dialysis, measurements, medications, stays
-- Counts: last_recorded_hour is the largest value of any hour column of the course's tables, all rows: a patient with a record at that
--   hour was still being followed. observed_until_hour is the largest that is at most last_hour + 720 (no upper bound where last_hour is
--   unknown, or the course is not treated).
-- Out of: stored courses
-- Agrees with: none
-- Source: measure book, toxicity
-- Parameters: none
WITH recorded_hours AS (
    SELECT
        site_id,
        course_id,
        hour AS recorded_hour
    FROM doses
    UNION ALL
    SELECT
        site_id,
        course_id,
        onset_hour AS recorded_hour
    FROM toxicities
    UNION ALL
    SELECT
        site_id,
        course_id,
        resolved_hour AS recorded_hour
    FROM toxicities
    UNION ALL
    SELECT
        site_id,
        course_id,
        start_hour AS recorded_hour
    FROM vasopressors
    UNION ALL
    SELECT
        site_id,
        course_id,
        stop_hour AS recorded_hour
    FROM vasopressors
    UNION ALL
    SELECT
        site_id,
        course_id,
        start_hour AS recorded_hour
    FROM dialysis
    UNION ALL
    SELECT
        site_id,
        course_id,
        stop_hour AS recorded_hour
    FROM dialysis
    UNION ALL
    SELECT
        site_id,
        course_id,
        hour AS recorded_hour
    FROM measurements
    UNION ALL
    SELECT
        site_id,
        course_id,
        start_hour AS recorded_hour
    FROM medications
    UNION ALL
    SELECT
        site_id,
        course_id,
        stop_hour AS recorded_hour
    FROM medications
    UNION ALL
    SELECT
        site_id,
        course_id,
        start_hour AS recorded_hour
    FROM stays
    UNION ALL
    SELECT
        site_id,
        course_id,
        stop_hour AS recorded_hour
    FROM stays
)
SELECT
    r.site_id,
    r.course_id,
    MAX(r.recorded_hour) AS last_recorded_hour,
    MAX(CASE WHEN t.last_hour IS NULL OR r.recorded_hour <= t.last_hour + 720 + 1e-9 THEN r.recorded_hour END) AS observed_until_hour
FROM recorded_hours AS r
LEFT JOIN treated_courses AS t
    ON t.site_id = r.site_id
    AND t.course_id = r.course_id
WHERE r.recorded_hour IS NOT NULL
GROUP BY
    r.site_id,
    r.course_id
