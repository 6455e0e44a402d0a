-- Title: Cumulative IL-2 in million IU per kg
-- One row per: unit, stratum and statistic
-- Reads: collected_strata, measured_courses, treated_courses, counted_doses
-- Counts: the sum of iu_per_kg over given doses, divided by a million; a dose without iu_per_kg counts as the planned_iu_per_kg of its
--   course.
-- Out of: treated courses; treated patients
-- Agrees with: exposure.cumulative_miu_per_kg
-- Source: measure book, exposure
-- Parameters: none
WITH amounts AS (
    SELECT
        m.unit,
        m.stratum,
        SUM(COALESCE(d.iu_per_kg, t.planned_iu_per_kg)) / 1e6 AS amount
    FROM measured_courses AS m
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    JOIN counted_doses AS d
        ON d.site_id = t.site_id
        AND d.course_id = t.course_id
    WHERE m.measure = 'exposure.cumulative_miu_per_kg'
        AND d.status = 'given'
    GROUP BY
        m.unit,
        m.stratum,
        m.site_id,
        m.patient_id,
        CASE WHEN m.unit <> 'patient' THEN m.course_id END
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
    WHERE k.measure = 'exposure.cumulative_miu_per_kg'
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
    unit,
    stratum,
    n.place
