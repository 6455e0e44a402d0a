-- Title: Treated cycles and given doses
-- One row per: unit and stratum
-- Reads: collected_strata, measured_courses, treated_courses
-- Counts: cycles with a given dose; given doses; of treated courses.
-- Out of: no denominator (counts)
-- Agrees with: cohort.total
-- Source: measure book, cohort
-- Parameters: none
WITH totals AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        SUM(CASE WHEN k.unit = 'cycle' THEN t.treated_cycles ELSE t.doses_given END) AS units
    FROM collected_strata AS k
    LEFT JOIN measured_courses AS m
        ON m.measure = k.measure
        AND m.unit = k.unit
        AND m.stratum = k.stratum
    LEFT JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    WHERE k.measure = 'cohort.total'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum
)
SELECT
    measure,
    unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'count' AS statistic,
    CAST(COALESCE(units, 0) AS DOUBLE) AS value,
    CAST(NULL AS BIGINT) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM totals
ORDER BY
    unit,
    stratum
