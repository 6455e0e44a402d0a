-- Title: Grades from values by term
-- One row per: unit, stratum, term and level
-- Reads: measured_courses, graded_course_terms, graded_terms
-- Counts: units by the highest grade from values on treatment, a patient's over the treated courses: any (1 or more), 3 or more, 4; then the highest
-- Out of: units with a graded value of the term on treatment; terms that occur
-- Agrees with: laboratory.grade
-- Source: measure book, grades from values
-- Parameters: none
WITH counted_units AS (
    SELECT
        m.unit,
        m.stratum,
        t.item,
        MAX(g.grade) AS grade
    FROM measured_courses AS m
    JOIN graded_course_terms AS g
        ON g.site_id = m.site_id
        AND g.course_id = m.course_id
    JOIN graded_terms AS t
        ON t.term = g.term
    WHERE m.measure = 'laboratory.grade'
    GROUP BY
        m.unit,
        m.stratum,
        t.item,
        m.site_id,
        m.patient_id,
        CASE WHEN m.unit = 'course' THEN m.course_id END
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
)
SELECT
    'laboratory.grade' AS measure,
    u.unit,
    u.stratum,
    u.item,
    l.level,
    'proportion' AS statistic,
    CAST(SUM(CASE WHEN u.grade BETWEEN l.lowest_grade AND l.highest_grade THEN 1 ELSE 0 END) AS DOUBLE) / COUNT(*) AS value,
    CAST(SUM(CASE WHEN u.grade BETWEEN l.lowest_grade AND l.highest_grade THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
    COUNT(*) AS denominator
FROM counted_units AS u
CROSS JOIN levels AS l
GROUP BY
    u.unit,
    u.stratum,
    u.item,
    l.place,
    l.level
ORDER BY
    u.unit,
    u.stratum,
    u.item,
    l.place
