-- Title: Values in the unit of their rule
-- One row per: measurement and term of its analyte; and once more for a baseline as a value
-- Reads: read_measurements, value_baselines, albumin_near_calcium, ctcae_lab_tests, analyte_units, graded_by
-- Counts: of the rules of the term for the analyte that hold for the baseline the one in the value's unit, else the one of any unit, else the first,
--   with the value, its limits and the baseline in its unit. Total calcium is corrected for albumin. is_baseline: the value is the baseline
--   itself, by the rules of baselines that are neither high nor low.
-- Out of: stored measurements of analytes that the version grades
-- Agrees with: none
-- Source: measure book, grades from values
-- Parameters: none
WITH version_rules AS (
    SELECT DISTINCT
        CAST(t.rule AS BIGINT) AS rule,
        t.term,
        t.analyte,
        t.unit,
        t.baseline
    FROM ctcae_lab_tests AS t
    JOIN graded_by AS g
        ON g.ctcae_version = t.ctcae_version
),
judged AS (
    SELECT
        m.site_id,
        m.course_id,
        m.place,
        FALSE AS is_baseline,
        m.analyte,
        m.hour,
        m.value,
        m.unit,
        m.is_plausible,
        m.lower_limit,
        m.upper_limit,
        m.lower_from,
        m.upper_from,
        COALESCE(b.side, 'within') AS side,
        b.value AS baseline,
        b.unit AS baseline_unit,
        b.own AS own_baseline
    FROM read_measurements AS m
    LEFT JOIN value_baselines AS b
        ON b.site_id = m.site_id
        AND b.course_id = m.course_id
        AND b.analyte = m.analyte
        AND b.value > 0 + 1e-9
    UNION ALL
    SELECT
        m.site_id,
        m.course_id,
        m.place,
        TRUE AS is_baseline,
        m.analyte,
        m.hour,
        m.value,
        m.unit,
        m.is_plausible,
        m.lower_limit,
        m.upper_limit,
        m.lower_from,
        m.upper_from,
        'within' AS side,
        CAST(NULL AS DOUBLE) AS baseline,
        CAST(NULL AS STRING) AS baseline_unit,
        CAST(NULL AS DOUBLE) AS own_baseline
    FROM read_measurements AS m
    JOIN value_baselines AS b
        ON b.site_id = m.site_id
        AND b.course_id = m.course_id
        AND b.place = m.place
),
ranked AS (
    SELECT
        j.site_id,
        j.course_id,
        j.place,
        j.is_baseline,
        j.analyte,
        j.hour,
        j.value,
        j.unit,
        j.is_plausible,
        j.lower_limit,
        j.upper_limit,
        j.lower_from,
        j.upper_from,
        j.baseline,
        j.baseline_unit,
        j.own_baseline,
        r.rule,
        r.term,
        r.baseline AS baseline_kind,
        CASE WHEN r.unit = '*' THEN j.unit ELSE r.unit END AS rule_unit,
        ROW_NUMBER() OVER (
            PARTITION BY j.site_id, j.course_id, j.place, j.is_baseline, r.term
            ORDER BY CASE r.unit WHEN j.unit THEN 0 WHEN '*' THEN 1 ELSE 2 END, r.rule
        ) AS rank
    FROM judged AS j
    JOIN version_rules AS r
        ON r.analyte = j.analyte
        AND (
            r.baseline = 'any'
            OR r.baseline = j.side
            OR r.baseline = 'not_high' AND j.side <> 'high'
            OR r.baseline = 'not_low' AND j.side <> 'low'
        )
),
converted AS (
    SELECT
        k.site_id,
        k.course_id,
        k.place,
        k.is_baseline,
        k.analyte,
        k.hour,
        k.is_plausible,
        k.lower_from,
        k.upper_from,
        k.rule,
        k.term,
        k.baseline_kind,
        k.rule_unit,
        CASE
            WHEN k.unit = k.rule_unit THEN k.value
            ELSE (k.value - CAST(v.number AS DOUBLE)) / CAST(v.factor AS DOUBLE) * CAST(u.factor AS DOUBLE) + CAST(u.number AS DOUBLE)
        END AS value,
        CASE
            WHEN k.unit = k.rule_unit THEN k.lower_limit
            ELSE (k.lower_limit - CAST(v.number AS DOUBLE)) / CAST(v.factor AS DOUBLE) * CAST(u.factor AS DOUBLE) + CAST(u.number AS DOUBLE)
        END AS lower_limit,
        CASE
            WHEN k.unit = k.rule_unit THEN k.upper_limit
            ELSE (k.upper_limit - CAST(v.number AS DOUBLE)) / CAST(v.factor AS DOUBLE) * CAST(u.factor AS DOUBLE) + CAST(u.number AS DOUBLE)
        END AS upper_limit,
        CASE
            WHEN k.baseline_unit = k.rule_unit THEN k.baseline
            ELSE k.own_baseline * CAST(u.factor AS DOUBLE) + CAST(u.number AS DOUBLE)
        END AS baseline
    FROM ranked AS k
    JOIN analyte_units AS v
        ON v.analyte = k.analyte
        AND v.unit = k.unit
    JOIN analyte_units AS u
        ON u.analyte = k.analyte
        AND u.unit = k.rule_unit
    WHERE k.rank = 1
)
SELECT
    k.site_id,
    k.course_id,
    k.place,
    k.is_baseline,
    k.analyte,
    k.term,
    k.rule,
    k.baseline_kind,
    k.hour,
    CASE
        WHEN k.analyte <> 'calcium' THEN k.value
        WHEN k.rule_unit = 'mg/dL' THEN k.value + 0.8 * (4 - a.grams_per_deciliter)
        ELSE k.value + 0.02 * (40 - a.grams_per_liter)
    END AS value,
    k.rule_unit AS unit,
    k.lower_limit,
    k.upper_limit,
    k.lower_from,
    k.upper_from,
    k.baseline,
    CASE
        WHEN NOT k.is_plausible THEN 'implausible'
        WHEN k.analyte = 'calcium' AND a.place IS NULL THEN 'no_albumin'
    END AS not_gradable
FROM converted AS k
LEFT JOIN albumin_near_calcium AS a
    ON a.site_id = k.site_id
    AND a.course_id = k.course_id
    AND a.place = k.place
    AND k.analyte = 'calcium'
