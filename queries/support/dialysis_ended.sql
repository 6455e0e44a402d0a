-- Title: Dialysis discontinued
-- One row per: stratum
-- Reads: collected_strata, measured_courses, dialysis_courses
-- Counts: courses in which dialysis ended, and the patient lived 168 h without it
-- Out of: courses at risk with dialysis for which this is known, of sites that collected stop_hour
-- Agrees with: dialysis.ended
-- Source: measure book, dialysis and kidney
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        CASE WHEN d.is_ended THEN 1 ELSE 0 END AS ended
    FROM measured_courses AS m
    JOIN dialysis_courses AS d
        ON d.site_id = m.site_id
        AND d.course_id = m.course_id
    WHERE m.measure = 'dialysis.ended'
        AND m.unit = 'course'
        AND d.is_ended IS NOT NULL
),
counted AS (
    SELECT
        s.stratum,
        CAST(COALESCE(SUM(c.ended), 0) AS BIGINT) AS ended,
        COUNT(c.ended) AS units
    FROM collected_strata AS s
    LEFT JOIN seen_courses AS c
        ON c.stratum = s.stratum
    WHERE s.measure = 'dialysis.ended'
    GROUP BY s.stratum
)
SELECT
    'dialysis.ended' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(ended AS DOUBLE) / units END AS value,
    ended AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum
