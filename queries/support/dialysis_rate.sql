-- Title: Courses with dialysis per 1,000 given doses
-- One row per: stratum
-- Reads: collected_strata, measured_courses, courses_at_risk, dialysis_courses
-- Counts: courses at risk with counted dialysis
-- Out of: given doses of courses at risk, in thousands
-- Agrees with: dialysis.rate
-- Source: measure book, dialysis and kidney
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id,
        r.doses_given,
        CASE WHEN d.course_id IS NULL THEN 0 ELSE 1 END AS used
    FROM measured_courses AS m
    JOIN courses_at_risk AS r
        ON r.site_id = m.site_id
        AND r.course_id = m.course_id
    LEFT JOIN dialysis_courses AS d
        ON d.site_id = m.site_id
        AND d.course_id = m.course_id
    WHERE m.measure = 'dialysis.rate'
),
counted AS (
    SELECT
        s.stratum,
        CAST(COALESCE(SUM(c.used), 0) AS BIGINT) AS users,
        CAST(COALESCE(SUM(c.doses_given), 0) AS BIGINT) AS doses_given
    FROM collected_strata AS s
    LEFT JOIN seen_courses AS c
        ON c.stratum = s.stratum
    WHERE s.measure = 'dialysis.rate'
    GROUP BY s.stratum
)
SELECT
    'dialysis.rate' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'rate' AS statistic,
    CASE WHEN doses_given > 0 THEN CAST(users AS DOUBLE) * 1000 / doses_given END AS value,
    users AS numerator,
    doses_given AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
