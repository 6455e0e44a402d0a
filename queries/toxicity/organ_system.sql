-- Title: Adverse events by organ system and grade
-- One row per: unit, stratum, organ system and level
-- Reads: collected_strata, measured_courses, on_treatment_events, unassessed_organ_systems, organ_systems
-- Counts: units with an event on treatment in the organ system: of any grade, of grade 3 or more, of grade 4 or more; then by the unit's
--   maximum grade. worst_grade is 0 (level `unknown`) where no event has a grade and NULL where there is no event.
-- Out of: treated patients and courses of sites that collected grades, without courses in which the organ system was not assessed and has
--   no event on treatment, and without patients who have only such courses
-- Agrees with: toxicity.organ_system
-- Source: measure book, toxicity
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
assessed_courses AS (
    SELECT
        m.unit,
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id,
        o.organ_system,
        w.worst_grade
    FROM measured_courses AS m
    CROSS JOIN organ_systems AS o
    LEFT JOIN worst_grades AS w
        ON w.site_id = m.site_id
        AND w.course_id = m.course_id
        AND w.organ_system = o.organ_system
    LEFT JOIN unassessed_organ_systems AS n
        ON n.site_id = m.site_id
        AND n.course_id = m.course_id
        AND n.organ_system = o.organ_system
    WHERE m.measure = 'toxicity.organ_system'
        AND n.organ_system IS NULL
),
counted_units AS (
    SELECT
        unit,
        stratum,
        organ_system,
        MAX(worst_grade) AS worst_grade
    FROM assessed_courses
    GROUP BY
        unit,
        stratum,
        organ_system,
        site_id,
        patient_id,
        CASE WHEN unit = 'course' THEN course_id END
),
levels AS (
    SELECT
        v.place,
        v.level,
        v.lowest_grade,
        v.highest_grade
    FROM (
        VALUES
            (1, 'any', 0, 5),
            (2, 'ge3', 3, 5),
            (3, 'ge4', 4, 5),
            (4, '1', 1, 1),
            (5, '2', 2, 2),
            (6, '3', 3, 3),
            (7, '4', 4, 4),
            (8, '5', 5, 5),
            (9, 'unknown', 0, 0)
    ) AS v(place, level, lowest_grade, highest_grade)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        l.place,
        l.level,
        CAST(SUM(CASE WHEN u.worst_grade BETWEEN l.lowest_grade AND l.highest_grade THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(u.unit) AS denominator
    FROM collected_strata AS k
    CROSS JOIN organ_systems AS o
    CROSS JOIN levels AS l
    LEFT JOIN counted_units AS u
        ON u.unit = k.unit
        AND u.stratum = k.stratum
        AND u.organ_system = o.organ_system
    WHERE k.measure = 'toxicity.organ_system'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        l.place,
        l.level
)
SELECT
    measure,
    unit,
    stratum,
    organ_system AS item,
    level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    unit,
    stratum,
    item,
    place
