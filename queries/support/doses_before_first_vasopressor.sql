-- Title: Doses given before the first vasopressor, course by course
-- One row per: course with a counted vasopressor infusion
-- Reads: treated_courses, vasopressor_courses, counted_doses
-- Counts: doses_before: given doses with an hour at or before the start of the first counted infusion; doses_after: the others. Both
--   are NULL in a course in which a given dose has no hour.
-- Out of: given doses of the course (doses_given)
-- Agrees with: none
-- Source: measure book, vasopressor
-- Parameters: none
WITH given_up_to_start AS (
    SELECT
        v.site_id,
        v.course_id,
        COUNT(d.hour) AS doses_before
    FROM vasopressor_courses AS v
    LEFT JOIN counted_doses AS d
        ON d.site_id = v.site_id
        AND d.course_id = v.course_id
        AND d.status = 'given'
        AND d.hour <= v.first_start_hour + 1e-9
    GROUP BY
        v.site_id,
        v.course_id
)
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    c.regimen,
    v.first_start_hour,
    CASE WHEN c.hours_known THEN g.doses_before END AS doses_before,
    CASE WHEN c.hours_known THEN c.doses_given - g.doses_before END AS doses_after,
    c.doses_given
FROM vasopressor_courses AS v
JOIN treated_courses AS c
    ON c.site_id = v.site_id
    AND c.course_id = v.course_id
JOIN given_up_to_start AS g
    ON g.site_id = v.site_id
    AND g.course_id = v.course_id
ORDER BY
    c.site_id,
    c.patient_id,
    c.place
