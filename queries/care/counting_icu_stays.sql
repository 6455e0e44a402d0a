-- Title: Counted ICU stays
-- One row per: stay
-- Reads: treated_courses, stays
-- Counts: stays in an ICU that end at or after hour 0 (or have no end) and start at most 720 h after the last given dose
-- Out of: stays of treated courses
-- Agrees with: none
-- Source: measure book, care
-- Parameters: none
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    s.start_hour,
    s.stop_hour
FROM treated_courses AS c
JOIN stays AS s
    ON s.site_id = c.site_id
    AND s.course_id = c.course_id
WHERE s.unit = 'icu'
    AND (s.stop_hour IS NULL OR s.stop_hour >= 0 - 1e-9)
    AND (c.last_hour IS NULL OR s.start_hour <= c.last_hour + 720 + 1e-9)
