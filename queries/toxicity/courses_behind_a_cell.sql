-- Title: The courses behind a cell of toxicity by organ system
-- One row per: selected treated course with such an event
-- Reads: parameters, measured_courses, treated_courses, on_treatment_events
-- Counts: courses with an event on treatment of at least minimum_grade in the organ system. events is the number of such events, worst_grade
--   is the highest of them, first_onset_hour the earliest known onset. An event without a grade counts where minimum_grade is 1.
-- Out of: treated courses of sites that collected grades
-- Agrees with: none
-- Source: measure book, toxicity
-- Parameters: organ_system text cardiovascular: one of the organ systems; minimum_grade integer 3: the lowest grade that counts, 1 to 5
WITH cell_events AS (
    SELECT
        e.site_id,
        e.course_id,
        COUNT(*) AS events,
        MAX(e.grade) AS worst_grade,
        MIN(e.onset_hour) AS first_onset_hour
    FROM on_treatment_events AS e
    CROSS JOIN parameters AS p
    WHERE e.organ_system = p.organ_system
        AND COALESCE(e.grade, 1) >= p.minimum_grade
    GROUP BY
        e.site_id,
        e.course_id
)
SELECT
    t.site_id,
    t.patient_id,
    t.course_id,
    t.place,
    t.doses_given,
    e.events,
    e.worst_grade,
    e.first_onset_hour
FROM measured_courses AS m
JOIN treated_courses AS t
    ON t.site_id = m.site_id
    AND t.course_id = m.course_id
JOIN cell_events AS e
    ON e.site_id = t.site_id
    AND e.course_id = t.course_id
WHERE m.measure = 'toxicity.organ_system'
    AND m.unit = 'course'
    AND m.stratum = 'overall'
ORDER BY
    t.site_id,
    t.patient_id,
    t.place
