-- Title: Courses with a graded value
-- One row per: stratum
-- Reads: collected_strata, measured_courses, graded_course_terms, graded_by
-- Counts: treated courses with a graded value on treatment, by the version that values are graded by
-- Out of: treated courses
-- Agrees with: laboratory.version
-- Source: measure book, grades from values
-- Parameters: none
WITH graded_courses AS (
    SELECT DISTINCT
        m.stratum,
        m.site_id,
        m.course_id
    FROM measured_courses AS m
    JOIN graded_course_terms AS g
        ON g.site_id = m.site_id
        AND g.course_id = m.course_id
    WHERE m.measure = 'laboratory.version'
),
counts AS (
    SELECT
        k.stratum,
        COUNT(c.course_id) AS courses
    FROM collected_strata AS k
    LEFT JOIN graded_courses AS c
        ON c.stratum = k.stratum
    WHERE k.measure = 'laboratory.version'
    GROUP BY k.stratum
)
SELECT
    'laboratory.version' AS measure,
    'course' AS unit,
    c.stratum,
    g.ctcae_version AS item,
    'all' AS level,
    'count' AS statistic,
    CAST(c.courses AS DOUBLE) AS value,
    CAST(NULL AS BIGINT) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM counts AS c
CROSS JOIN graded_by AS g
ORDER BY c.stratum
