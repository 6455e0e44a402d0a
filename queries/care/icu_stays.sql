-- Title: Stays in an intensive care unit, course by course
-- One row per: course with a counted ICU stay
-- Reads: treated_courses, icu_courses, counting_icu_stays
-- Counts: counted ICU stays, and the hours from hour 0 on in any of them (NULL if one has no end). If care_setting is `icu`,
--   the whole course was given in an ICU, so an ICU stay is not a sign of severity.
-- Out of: treated courses
-- Agrees with: none
-- Source: measure book, care
-- Parameters: none
WITH reach AS (
    SELECT
        site_id,
        course_id,
        MIN(start_hour) AS first_start_hour,
        MAX(stop_hour) AS last_stop_hour
    FROM counting_icu_stays
    GROUP BY
        site_id,
        course_id
)
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    c.care_setting,
    i.stays,
    r.first_start_hour,
    CASE WHEN i.is_ended THEN r.last_stop_hour END AS last_stop_hour,
    i.hours
FROM icu_courses AS i
JOIN reach AS r
    ON r.site_id = i.site_id
    AND r.course_id = i.course_id
JOIN treated_courses AS c
    ON c.site_id = i.site_id
    AND c.course_id = i.course_id
ORDER BY
    c.site_id,
    c.patient_id,
    c.place
