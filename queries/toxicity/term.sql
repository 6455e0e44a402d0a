-- Title: Adverse events by term and grade
-- One row per: unit, stratum, term and level
-- Reads: collected_strata, measured_courses, on_treatment_events, unassessed_organ_systems, organ_systems
-- Counts: units with an event on treatment of the term: of any grade, of grade 3 or more, of grade 4 or more; then by the unit's maximum
--   grade of the term. The terms are those that occur in the stratum for the unit.
-- Out of: treated patients and courses of sites that collected grades, without courses in which the organ system of the term was not
--   assessed and has no event on treatment, and without patients who have only such courses
-- Agrees with: toxicity.term
-- Source: measure book, toxicity
-- Parameters: none
WITH worst_grades AS (
    SELECT
        m.unit,
        m.stratum,
        e.item_term,
        e.organ_system,
        MAX(COALESCE(e.grade, 0)) AS worst_grade
    FROM measured_courses AS m
    JOIN on_treatment_events AS e
        ON e.site_id = m.site_id
        AND e.course_id = m.course_id
    WHERE m.measure = 'toxicity.term'
    GROUP BY
        m.unit,
        m.stratum,
        e.item_term,
        e.organ_system,
        m.site_id,
        m.patient_id,
        CASE WHEN m.unit = 'course' THEN m.course_id END
),
assessed_units AS (
    SELECT DISTINCT
        m.unit,
        m.stratum,
        o.organ_system,
        m.site_id,
        m.patient_id,
        CASE WHEN m.unit = 'course' THEN m.course_id END AS course_id
    FROM measured_courses AS m
    CROSS JOIN organ_systems AS o
    LEFT JOIN unassessed_organ_systems AS n
        ON n.site_id = m.site_id
        AND n.course_id = m.course_id
        AND n.organ_system = o.organ_system
    WHERE m.measure = 'toxicity.term'
        AND n.organ_system IS NULL
),
unit_totals AS (
    SELECT
        unit,
        stratum,
        organ_system,
        COUNT(*) AS denominator
    FROM assessed_units
    GROUP BY
        unit,
        stratum,
        organ_system
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
        w.item_term,
        l.place,
        l.level,
        CAST(SUM(CASE WHEN w.worst_grade BETWEEN l.lowest_grade AND l.highest_grade THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        MAX(t.denominator) AS denominator
    FROM collected_strata AS k
    JOIN worst_grades AS w
        ON w.unit = k.unit
        AND w.stratum = k.stratum
    JOIN unit_totals AS t
        ON t.unit = w.unit
        AND t.stratum = w.stratum
        AND t.organ_system = w.organ_system
    CROSS JOIN levels AS l
    WHERE k.measure = 'toxicity.term'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        w.item_term,
        l.place,
        l.level
)
SELECT
    measure,
    unit,
    stratum,
    item_term AS item,
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
