-- Title: Grades from values by organ system
-- One row per: unit, stratum, organ system and level
-- Reads: collected_strata, measured_courses, graded_course_terms, graded_terms, organ_systems
-- Counts: units by the highest grade from values on treatment over the terms that count in the organ system
-- Out of: units with a graded value of such a term on treatment
-- Agrees with: laboratory.organ_system
-- Source: measure book, grades from values
-- Parameters: none
WITH counted_units AS (
    SELECT
        m.unit,
        m.stratum,
        t.organ_system AS item,
        MAX(g.grade) AS grade
    FROM measured_courses AS m
    JOIN graded_course_terms AS g
        ON g.site_id = m.site_id
        AND g.course_id = m.course_id
    JOIN graded_terms AS t
        ON t.term = g.term
    WHERE m.measure = 'laboratory.organ_system'
        AND t.counts
    GROUP BY
        m.unit,
        m.stratum,
        t.organ_system,
        m.site_id,
        m.patient_id,
        CASE WHEN m.unit = 'course' THEN m.course_id END
),
items AS (
    SELECT
        s.organ_system AS item
    FROM organ_systems AS s
    WHERE EXISTS (SELECT 1 FROM graded_terms AS t WHERE t.organ_system = s.organ_system AND t.counts)
),
levels AS (
    SELECT
        v.place,
        v.level,
        v.lowest_grade,
        v.highest_grade
    FROM (
        VALUES
            (1, 'any', 1, 4),
            (2, 'ge3', 3, 4),
            (3, 'ge4', 4, 4),
            (4, '1', 1, 1),
            (5, '2', 2, 2),
            (6, '3', 3, 3),
            (7, '4', 4, 4)
    ) AS v(place, level, lowest_grade, highest_grade)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        i.item,
        l.place,
        l.level,
        CAST(SUM(CASE WHEN u.grade BETWEEN l.lowest_grade AND l.highest_grade THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(u.grade) AS denominator
    FROM collected_strata AS k
    CROSS JOIN items AS i
    CROSS JOIN levels AS l
    LEFT JOIN counted_units AS u
        ON u.unit = k.unit
        AND u.stratum = k.stratum
        AND u.item = i.item
    WHERE k.measure = 'laboratory.organ_system'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        i.item,
        l.place,
        l.level
)
SELECT
    measure,
    unit,
    stratum,
    item,
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
