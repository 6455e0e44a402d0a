-- Title: Grades from values that emerged on treatment
-- One row per: unit, stratum, key term and level
-- Reads: collected_strata, measured_courses, graded_course_terms, graded_terms
-- Counts: units by the highest grade of an emergent value on treatment, 0 without one; a patient's over the treated courses
-- Out of: courses with a graded value on treatment and a baseline grade, patients with such a course
-- Agrees with: laboratory.emergent
-- Source: measure book, grades from values
-- Parameters: none
WITH counted_units AS (
    SELECT
        m.unit,
        m.stratum,
        t.item,
        MAX(g.emergent_grade) AS grade
    FROM measured_courses AS m
    JOIN graded_course_terms AS g
        ON g.site_id = m.site_id
        AND g.course_id = m.course_id
    JOIN graded_terms AS t
        ON t.term = g.term
    WHERE m.measure = 'laboratory.emergent'
        AND g.emergent_grade IS NOT NULL
    GROUP BY
        m.unit,
        m.stratum,
        t.item,
        m.site_id,
        m.patient_id,
        CASE WHEN m.unit = 'course' THEN m.course_id END
),
items AS (
    SELECT
        item
    FROM graded_terms
    WHERE is_key
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
            (3, 'ge4', 4, 4)
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
    WHERE k.measure = 'laboratory.emergent'
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
