-- Title: Given doses as a fraction of planned doses
-- One row per: stratum and statistic
-- Reads: collected_strata, measured_courses, planned_courses
-- Counts: given doses divided by planned doses of each course; `ratio` divides the totals.
-- Out of: treated courses with a plan; for `ratio`, their planned doses
-- Agrees with: exposure.fraction_of_planned
-- Source: measure book, exposure
-- Parameters: none
WITH amounts AS (
    SELECT
        m.unit,
        m.stratum,
        p.doses_given,
        p.doses_planned,
        CAST(p.doses_given AS DOUBLE) / p.doses_planned AS amount
    FROM measured_courses AS m
    JOIN planned_courses AS p
        ON p.site_id = m.site_id
        AND p.course_id = m.course_id
    WHERE m.measure = 'exposure.fraction_of_planned'
        AND p.has_plan
),
summaries AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        COUNT(a.amount) AS units,
        CAST(COALESCE(SUM(a.doses_given), 0) AS BIGINT) AS doses_given,
        CAST(COALESCE(SUM(a.doses_planned), 0) AS BIGINT) AS doses_planned,
        AVG(a.amount) AS average,
        STDDEV_SAMP(a.amount) AS deviation,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a.amount) AS middle,
        PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY a.amount) AS lower_quarter,
        PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY a.amount) AS upper_quarter,
        MIN(a.amount) AS lowest,
        MAX(a.amount) AS highest
    FROM collected_strata AS k
    LEFT JOIN amounts AS a
        ON a.unit = k.unit
        AND a.stratum = k.stratum
    WHERE k.measure = 'exposure.fraction_of_planned'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum
),
statistics AS (
    SELECT
        v.place,
        v.statistic
    FROM (
        VALUES
            (1, 'ratio'),
            (2, 'mean'),
            (3, 'sd'),
            (4, 'median'),
            (5, 'q1'),
            (6, 'q3'),
            (7, 'min'),
            (8, 'max')
    ) AS v(place, statistic)
)
SELECT
    s.measure,
    s.unit,
    s.stratum,
    'all' AS item,
    'all' AS level,
    n.statistic,
    CASE n.statistic
        WHEN 'ratio' THEN CAST(s.doses_given AS DOUBLE) / NULLIF(s.doses_planned, 0)
        WHEN 'mean' THEN s.average
        WHEN 'sd' THEN s.deviation
        WHEN 'median' THEN s.middle
        WHEN 'q1' THEN s.lower_quarter
        WHEN 'q3' THEN s.upper_quarter
        WHEN 'min' THEN s.lowest
        WHEN 'max' THEN s.highest
    END AS value,
    CASE WHEN n.statistic = 'ratio' THEN s.doses_given END AS numerator,
    CASE WHEN n.statistic = 'ratio' THEN s.doses_planned ELSE s.units END AS denominator
FROM summaries AS s
CROSS JOIN statistics AS n
ORDER BY
    stratum,
    n.place
