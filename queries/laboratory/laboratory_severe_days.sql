-- Title: Days with a severe value
-- One row per: stratum, key term and statistic
-- Reads: collected_strata, measured_courses, graded_course_terms, graded_terms
-- Counts: ratio: days on treatment with a value of grade 3 or more over days with a graded value, all courses together; then their number in courses with one
-- Out of: days with a graded value; courses with a severe day
-- Agrees with: laboratory.severe_days
-- Source: measure book, grades from values
-- Parameters: none
WITH days AS (
    SELECT
        k.stratum,
        t.item,
        g.graded_days,
        g.severe_days,
        CASE WHEN g.severe_days > 0 THEN CAST(g.severe_days AS DOUBLE) END AS amount
    FROM collected_strata AS k
    CROSS JOIN graded_terms AS t
    LEFT JOIN measured_courses AS m
        ON m.measure = k.measure
        AND m.unit = k.unit
        AND m.stratum = k.stratum
    LEFT JOIN graded_course_terms AS g
        ON g.site_id = m.site_id
        AND g.course_id = m.course_id
        AND g.term = t.term
    WHERE k.measure = 'laboratory.severe_days'
        AND t.is_key
),
summaries AS (
    SELECT
        stratum,
        item,
        CAST(COALESCE(SUM(severe_days), 0) AS BIGINT) AS severe,
        CAST(COALESCE(SUM(graded_days), 0) AS BIGINT) AS graded,
        COUNT(amount) AS units,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY amount) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY amount) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY amount) AS q3,
        MAX(amount) AS highest
    FROM days
    GROUP BY
        stratum,
        item
),
statistics AS (
    SELECT
        v.place,
        v.statistic
    FROM (
        VALUES
            (1, 'ratio'),
            (2, 'median'),
            (3, 'q1'),
            (4, 'q3'),
            (5, 'max')
    ) AS v(place, statistic)
)
SELECT
    'laboratory.severe_days' AS measure,
    'course' AS unit,
    s.stratum,
    s.item,
    'all' AS level,
    t.statistic,
    CASE t.statistic
        WHEN 'ratio' THEN CAST(s.severe AS DOUBLE) / NULLIF(s.graded, 0)
        WHEN 'median' THEN s.median
        WHEN 'q1' THEN s.q1
        WHEN 'q3' THEN s.q3
        WHEN 'max' THEN s.highest
    END AS value,
    CASE WHEN t.place = 1 THEN s.severe END AS numerator,
    CASE WHEN t.place = 1 THEN s.graded ELSE s.units END AS denominator
FROM summaries AS s
CROSS JOIN statistics AS t
ORDER BY
    s.stratum,
    s.item,
    t.place
