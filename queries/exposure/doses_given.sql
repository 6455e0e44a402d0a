-- Title: Given doses of a cycle, of a course and of a patient
-- One row per: unit, stratum and statistic
-- Reads: collected_strata, measured_courses, recorded_cycles
-- Counts: given doses.
-- Out of: treated cycles; treated courses; treated patients, over all their treated courses
-- Agrees with: exposure.doses_given
-- Source: measure book, exposure
-- Parameters: none
WITH amounts AS (
    SELECT
        m.unit,
        m.stratum,
        CAST(SUM(c.doses_given) AS DOUBLE) AS amount
    FROM measured_courses AS m
    JOIN recorded_cycles AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    WHERE m.measure = 'exposure.doses_given'
        AND c.doses_given > 0
    GROUP BY
        m.unit,
        m.stratum,
        m.site_id,
        m.patient_id,
        CASE WHEN m.unit <> 'patient' THEN m.course_id END,
        CASE WHEN m.unit = 'cycle' THEN c.cycle END
),
summaries AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        COUNT(a.amount) AS units,
        SUM(a.amount) AS total,
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
    WHERE k.measure = 'exposure.doses_given'
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
            (1, 'sum'),
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
        WHEN 'sum' THEN s.total
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
    unit,
    stratum,
    n.place
