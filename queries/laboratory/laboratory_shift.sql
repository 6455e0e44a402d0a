-- Title: Shift from the baseline grade to the highest on treatment
-- One row per: stratum, key term and pair of grades
-- Reads: measured_courses, graded_course_terms, graded_terms
-- Counts: courses by the grade of the baseline and the highest grade on treatment; pairs that occur
-- Out of: courses with both
-- Agrees with: laboratory.shift
-- Source: measure book, grades from values
-- Parameters: none
SELECT
    'laboratory.shift' AS measure,
    'course' AS unit,
    m.stratum,
    t.item,
    CONCAT(CAST(g.baseline_grade AS STRING), '>', CAST(g.grade AS STRING)) AS level,
    'count' AS statistic,
    CAST(COUNT(*) AS DOUBLE) AS value,
    CAST(NULL AS BIGINT) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM measured_courses AS m
JOIN graded_course_terms AS g
    ON g.site_id = m.site_id
    AND g.course_id = m.course_id
JOIN graded_terms AS t
    ON t.term = g.term
WHERE m.measure = 'laboratory.shift'
    AND t.is_key
    AND g.baseline_grade IS NOT NULL
GROUP BY
    m.stratum,
    t.item,
    g.baseline_grade,
    g.grade
ORDER BY
    m.stratum,
    t.item,
    g.baseline_grade,
    g.grade
