-- Title: Grades from values by course and term
-- One row per: treated course and term with a graded value on treatment
-- Reads: graded_operands, treated_courses
-- Counts: grade is the highest on treatment (after hour 0 and at most 720 h after the last given dose), baseline_grade that of the baseline, of
--   several analytes the highest. emergent_grade is the highest of a value of grade 1 or more that is above the baseline grade, or above a high
--   or low baseline by whose rule it was graded; 0 without an emergent value, NULL without a baseline grade. graded_days and severe_days are the
--   days on treatment with a graded value and with one of grade 3 or more, severe_hour the first hour of grade 3 or more on treatment.
-- Out of: treated courses
-- Agrees with: none
-- Source: measure book, grades from values
-- Parameters: none
WITH baseline_grades AS (
    SELECT
        site_id,
        course_id,
        term,
        MAX(grade) AS baseline_grade
    FROM graded_operands
    WHERE is_baseline
        AND grade IS NOT NULL
    GROUP BY
        site_id,
        course_id,
        term
),
on_treatment AS (
    SELECT
        o.site_id,
        c.patient_id,
        o.course_id,
        o.term,
        o.hour,
        o.grade,
        b.baseline_grade,
        CASE
            WHEN b.baseline_grade IS NULL THEN NULL
            WHEN o.grade >= 1 AND (o.grade > b.baseline_grade OR o.is_above_abnormal_baseline) THEN o.grade
            ELSE 0
        END AS emergent_grade,
        FLOOR((o.hour + 1e-9) / 24) AS day
    FROM graded_operands AS o
    JOIN treated_courses AS c
        ON c.site_id = o.site_id
        AND c.course_id = o.course_id
    LEFT JOIN baseline_grades AS b
        ON b.site_id = o.site_id
        AND b.course_id = o.course_id
        AND b.term = o.term
    WHERE NOT o.is_baseline
        AND o.grade IS NOT NULL
        AND o.hour > 0 + 1e-9
        AND (c.last_hour IS NULL OR o.hour <= c.last_hour + 720 + 1e-9)
)
SELECT
    site_id,
    patient_id,
    course_id,
    term,
    MAX(grade) AS grade,
    MAX(baseline_grade) AS baseline_grade,
    MAX(emergent_grade) AS emergent_grade,
    COUNT(DISTINCT day) AS graded_days,
    COUNT(DISTINCT CASE WHEN grade >= 3 THEN day END) AS severe_days,
    MIN(CASE WHEN grade >= 3 THEN hour END) AS severe_hour
FROM on_treatment
GROUP BY
    site_id,
    patient_id,
    course_id,
    term
