-- Title: Treated courses of a patient
-- One row per: stratum and statistic
-- Reads: collected_strata, measured_courses
-- Counts: treated courses.
-- Out of: treated patients
-- Agrees with: exposure.courses
-- Source: measure book, exposure
-- Parameters: none
WITH amounts AS (
    SELECT
        unit,
        stratum,
        CAST(COUNT(*) AS DOUBLE) AS amount
    FROM measured_courses
    WHERE measure = 'exposure.courses'
    GROUP BY
        unit,
        stratum,
        site_id,
        patient_id
),
summaries AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        COUNT(a.amount) AS units,
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
    WHERE k.measure = 'exposure.courses'
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
            (1, 'mean'),
            (2, 'sd'),
            (3, 'median'),
            (4, 'q1'),
            (5, 'q3'),
            (6, 'min'),
            (7, 'max')
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
        WHEN 'mean' THEN s.average
        WHEN 'sd' THEN s.deviation
        WHEN 'median' THEN s.middle
        WHEN 'q1' THEN s.lower_quarter
        WHEN 'q3' THEN s.upper_quarter
        WHEN 'min' THEN s.lowest
        WHEN 'max' THEN s.highest
    END AS value,
    CAST(NULL AS BIGINT) AS numerator,
    s.units AS denominator
FROM summaries AS s
CROSS JOIN statistics AS n
ORDER BY
    stratum,
    n.place
