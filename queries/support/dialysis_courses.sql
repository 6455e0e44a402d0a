-- Title: Courses with dialysis
-- One row per: course at risk with counted dialysis
-- Reads: counting_dialysis, dialysis, treated_courses, patients, last_recorded_hours
-- Counts: end_hour is the latest end of the counted intervals. is_ended: dialysis ended, and the patient lived 168 h without it. It is
--   FALSE where a counted interval has no end, dialysis starts again after end_hour (counting or not), or the patient died before
--   end_hour + 168; else TRUE where the death, the last contact or any recorded hour of the course is at or after that; else NULL.
-- Out of: courses at risk with a counted interval
-- Agrees with: none
-- Source: measure book, dialysis and kidney, Dialysis ended
-- Parameters: none
WITH ends AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        COUNT(stop_hour) = COUNT(*) AS has_all_ends,
        MAX(stop_hour) AS end_hour
    FROM counting_dialysis
    GROUP BY
        site_id,
        patient_id,
        course_id
),
begun_again AS (
    SELECT DISTINCT
        e.site_id,
        e.course_id
    FROM ends AS e
    JOIN dialysis AS d
        ON d.site_id = e.site_id
        AND d.course_id = e.course_id
    WHERE d.is_dialysis
        AND d.start_hour > e.end_hour + 1e-9
),
lives AS (
    SELECT
        t.site_id,
        t.course_id,
        CAST(24 * (p.death_day - t.start_day) AS DOUBLE) AS death_hour,
        CAST(24 * (p.last_contact_day - t.start_day) AS DOUBLE) AS contact_hour,
        r.last_recorded_hour
    FROM treated_courses AS t
    LEFT JOIN patients AS p
        ON p.site_id = t.site_id
        AND p.patient_id = t.patient_id
    LEFT JOIN last_recorded_hours AS r
        ON r.site_id = t.site_id
        AND r.course_id = t.course_id
)
SELECT
    e.site_id,
    e.patient_id,
    e.course_id,
    e.end_hour,
    CASE
        WHEN NOT e.has_all_ends THEN FALSE
        WHEN b.course_id IS NOT NULL THEN FALSE
        WHEN l.death_hour < e.end_hour + 168 - 1e-9 THEN FALSE
        WHEN l.death_hour >= e.end_hour + 168 - 1e-9 THEN TRUE
        WHEN l.contact_hour >= e.end_hour + 168 - 1e-9 THEN TRUE
        WHEN l.last_recorded_hour >= e.end_hour + 168 - 1e-9 THEN TRUE
    END AS is_ended
FROM ends AS e
JOIN lives AS l
    ON l.site_id = e.site_id
    AND l.course_id = e.course_id
LEFT JOIN begun_again AS b
    ON b.site_id = e.site_id
    AND b.course_id = e.course_id
