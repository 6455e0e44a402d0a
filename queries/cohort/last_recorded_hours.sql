-- Title: Largest hour recorded of a course
-- One row per: course with any known hour
-- Reads: doses, toxicities, vasopressors, dialysis, measurements, medications, stays
-- Counts: the largest value of any hour column of the course's tables, all rows: whoever was recorded at that hour was still being
--   followed.
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
    site_id,
    course_id,
    MAX(recorded_hour) AS last_recorded_hour
FROM recorded_hours
WHERE recorded_hour IS NOT NULL
GROUP BY
    site_id,
    course_id
