-- Title: Age, weight and prior lines of treated patients
-- One row per: measure, stratum and statistic
-- Reads: collected_strata, measured_courses, treated_courses, patients
-- Counts: age_years and weight_kg at the first treated course, prior_lines of the patient, over known values. Patients without one have the item
--   `missing`.
-- Out of: treated patients of sites that collected the column
-- Agrees with: characteristics.age_years, characteristics.weight_kg, characteristics.prior_lines
-- Source: measure book, characteristics
-- Parameters: none
WITH amounts AS (
    SELECT
        m.measure,
        m.stratum,
        CAST(
            CASE m.measure
                WHEN 'characteristics.age_years' THEN t.age_years
                WHEN 'characteristics.weight_kg' THEN t.weight_kg
                ELSE p.prior_lines
            END AS DOUBLE
        ) AS amount
    FROM measured_courses AS m
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    LEFT JOIN patients AS p
        ON p.site_id = t.site_id
        AND p.patient_id = t.patient_id
    WHERE t.place = 1
        AND m.measure IN ('characteristics.age_years', 'characteristics.weight_kg', 'characteristics.prior_lines')
),
summaries AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        COUNT(a.amount) AS units,
        COUNT(a.measure) - COUNT(a.amount) AS units_missing,
        AVG(a.amount) AS average,
        STDDEV_SAMP(a.amount) AS deviation,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a.amount) AS middle,
        PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY a.amount) AS lower_quarter,
        PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY a.amount) AS upper_quarter,
        MIN(a.amount) AS lowest,
        MAX(a.amount) AS highest
    FROM collected_strata AS k
    LEFT JOIN amounts AS a
        ON a.measure = k.measure
        AND a.stratum = k.stratum
    WHERE k.measure IN ('characteristics.age_years', 'characteristics.weight_kg', 'characteristics.prior_lines')
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
            (7, 'max'),
            (8, 'count')
    ) AS v(place, statistic)
)
SELECT
    s.measure,
    s.unit,
    s.stratum,
    CASE WHEN n.statistic = 'count' THEN 'missing' ELSE 'all' END AS item,
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
        WHEN 'count' THEN CAST(s.units_missing AS DOUBLE)
    END AS value,
    CAST(NULL AS BIGINT) AS numerator,
    CASE WHEN n.statistic <> 'count' THEN s.units END AS denominator
FROM summaries AS s
CROSS JOIN statistics AS n
ORDER BY
    measure,
    stratum,
    n.place
