-- Title: Worst grade of a patient in each organ system
-- One row per: selected treated patient and organ system
-- Reads: treated_patient_strata, treated_courses, collecting_sites, on_treatment_events, not_assessed, organ_systems
-- Counts: the highest grade of the events on treatment over all treated courses: `0` assessed and no event, `unknown` events without a
--   grade only, NULL not assessed in any course or grades not collected at the site.
-- Out of: treated patients
-- Agrees with: none
-- Source: measure book, The patient table
-- Parameters: none
WITH worst_grades AS (
    SELECT
        site_id,
        course_id,
        organ_system,
        MAX(COALESCE(grade, 0)) AS worst_grade
    FROM on_treatment_events
    GROUP BY
        site_id,
        course_id,
        organ_system
),
unassessed AS (
    SELECT DISTINCT
        site_id,
        course_id,
        organ_system
    FROM not_assessed
),
graded_sites AS (
    SELECT
        site_id
    FROM collecting_sites
    WHERE measure = 'toxicity.organ_system'
        AND unit = 'patient'
),
patient_grades AS (
    SELECT
        p.site_id,
        p.patient_id,
        o.organ_system,
        MAX(w.worst_grade) AS worst_grade,
        SUM(CASE WHEN n.organ_system IS NULL OR w.worst_grade IS NOT NULL THEN 1 ELSE 0 END) AS courses_assessed
    FROM treated_patient_strata AS p
    JOIN treated_courses AS t
        ON t.site_id = p.site_id
        AND t.patient_id = p.patient_id
    CROSS JOIN organ_systems AS o
    LEFT JOIN worst_grades AS w
        ON w.site_id = t.site_id
        AND w.course_id = t.course_id
        AND w.organ_system = o.organ_system
    LEFT JOIN unassessed AS n
        ON n.site_id = t.site_id
        AND n.course_id = t.course_id
        AND n.organ_system = o.organ_system
    WHERE p.stratum = 'overall'
    GROUP BY
        p.site_id,
        p.patient_id,
        o.organ_system
)
SELECT
    g.site_id,
    g.patient_id,
    g.organ_system,
    CASE
        WHEN s.site_id IS NULL OR g.courses_assessed = 0 THEN NULL
        WHEN g.worst_grade = 0 THEN 'unknown'
        ELSE CAST(COALESCE(g.worst_grade, 0) AS STRING)
    END AS worst_grade
FROM patient_grades AS g
LEFT JOIN graded_sites AS s
    ON s.site_id = g.site_id
ORDER BY
    g.site_id,
    g.patient_id,
    g.organ_system
