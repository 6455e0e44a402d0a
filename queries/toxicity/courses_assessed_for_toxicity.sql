-- Title: Courses that were assessed for toxicity
-- One row per: treated course
-- Reads: treated_courses, unassessed_organ_systems, organ_systems, on_treatment_events
-- Counts: treated courses, except those in which no organ system other than `unclassified` was assessed and that have no event on treatment
-- Out of: treated courses
-- Agrees with: none
-- Source: measure book, toxicity, Not assessed
-- Parameters: none
WITH named_systems AS (
    SELECT
        COUNT(*) AS systems
    FROM organ_systems
    WHERE organ_system <> 'unclassified'
),
unassessed AS (
    SELECT
        site_id,
        course_id,
        COUNT(*) AS systems
    FROM unassessed_organ_systems
    WHERE organ_system <> 'unclassified'
    GROUP BY
        site_id,
        course_id
),
courses_with_events AS (
    SELECT DISTINCT
        site_id,
        course_id
    FROM on_treatment_events
)
SELECT
    t.site_id,
    t.patient_id,
    t.course_id
FROM treated_courses AS t
CROSS JOIN named_systems AS n
LEFT JOIN unassessed AS u
    ON u.site_id = t.site_id
    AND u.course_id = t.course_id
LEFT JOIN courses_with_events AS e
    ON e.site_id = t.site_id
    AND e.course_id = t.course_id
WHERE e.site_id IS NOT NULL
    OR COALESCE(u.systems, 0) < n.systems
