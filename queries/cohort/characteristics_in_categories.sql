-- Title: Categories of treated patients
-- One row per: measure, stratum and category
-- Reads: collected_strata, measured_courses, treated_courses, patients
-- Counts: treated patients in each category. Columns of courses are read at the first treated course. Columns with a fixed list
--   have a row for every category; ctcae_version, response_criteria, race, ethnicity, diagnosis and start_year for those that occur.
--   `missing` always has a row.
-- Out of: treated patients of sites that collected the column
-- Agrees with: characteristics.ctcae_version, characteristics.response_criteria, characteristics.sex, characteristics.race,
--   characteristics.ethnicity, characteristics.diagnosis, characteristics.ecog, characteristics.regimen, characteristics.care_setting,
--   characteristics.prior_checkpoint_inhibitor, characteristics.start_year
-- Source: measure book, characteristics
-- Parameters: none
WITH categories AS (
    SELECT
        m.measure,
        m.stratum,
        COALESCE(
            CASE m.measure
                WHEN 'characteristics.ctcae_version' THEN t.ctcae_version
                WHEN 'characteristics.response_criteria' THEN t.response_criteria
                WHEN 'characteristics.sex' THEN p.sex
                WHEN 'characteristics.race' THEN p.race
                WHEN 'characteristics.ethnicity' THEN p.ethnicity
                WHEN 'characteristics.diagnosis' THEN p.diagnosis
                WHEN 'characteristics.ecog' THEN CAST(t.ecog AS STRING)
                WHEN 'characteristics.regimen' THEN t.regimen
                WHEN 'characteristics.care_setting' THEN t.care_setting
                WHEN 'characteristics.prior_checkpoint_inhibitor' THEN CAST(p.prior_checkpoint_inhibitor AS STRING)
                WHEN 'characteristics.start_year' THEN CAST(t.start_year AS STRING)
            END,
            'missing'
        ) AS item
    FROM measured_courses AS m
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    LEFT JOIN patients AS p
        ON p.site_id = t.site_id
        AND p.patient_id = t.patient_id
    WHERE t.place = 1
        AND m.unit = 'patient'
        AND m.measure LIKE 'characteristics.%'
        AND m.measure NOT LIKE 'characteristics.x%'
        AND m.measure NOT IN ('characteristics.age_years', 'characteristics.weight_kg', 'characteristics.prior_lines')
),
closed_lists AS (
    SELECT
        v.measure,
        v.place,
        v.item
    FROM (
        VALUES
            ('characteristics.sex', 1, 'female'),
            ('characteristics.sex', 2, 'male'),
            ('characteristics.sex', 3, 'other'),
            ('characteristics.sex', 4, 'unknown'),
            ('characteristics.ecog', 1, '0'),
            ('characteristics.ecog', 2, '1'),
            ('characteristics.ecog', 3, '2'),
            ('characteristics.ecog', 4, '3'),
            ('characteristics.ecog', 5, '4'),
            ('characteristics.regimen', 1, 'hd_il2'),
            ('characteristics.regimen', 2, 'til_il2'),
            ('characteristics.regimen', 3, 'other'),
            ('characteristics.care_setting', 1, 'icu'),
            ('characteristics.care_setting', 2, 'step_down'),
            ('characteristics.care_setting', 3, 'oncology_unit'),
            ('characteristics.care_setting', 4, 'ward'),
            ('characteristics.prior_checkpoint_inhibitor', 1, 'false'),
            ('characteristics.prior_checkpoint_inhibitor', 2, 'true')
    ) AS v(measure, place, item)
),
open_lists AS (
    SELECT DISTINCT
        measure,
        stratum,
        item
    FROM categories
    WHERE item <> 'missing'
        AND measure IN (
            'characteristics.ctcae_version', 'characteristics.response_criteria', 'characteristics.race', 'characteristics.ethnicity',
            'characteristics.diagnosis', 'characteristics.start_year'
        )
),
listed_items AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        c.place,
        c.item
    FROM collected_strata AS k
    JOIN closed_lists AS c
        ON c.measure = k.measure
    UNION ALL
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        1 AS place,
        o.item
    FROM collected_strata AS k
    JOIN open_lists AS o
        ON o.measure = k.measure
        AND o.stratum = k.stratum
    UNION ALL
    SELECT
        measure,
        unit,
        stratum,
        99 AS place,
        'missing' AS item
    FROM collected_strata
    WHERE measure LIKE 'characteristics.%'
        AND measure NOT LIKE 'characteristics.x%'
        AND measure NOT IN ('characteristics.age_years', 'characteristics.weight_kg', 'characteristics.prior_lines')
),
counts AS (
    SELECT
        l.measure,
        l.unit,
        l.stratum,
        l.place,
        l.item,
        CAST(SUM(CASE WHEN c.item = l.item THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(c.item) AS denominator
    FROM listed_items AS l
    LEFT JOIN categories AS c
        ON c.measure = l.measure
        AND c.stratum = l.stratum
    GROUP BY
        l.measure,
        l.unit,
        l.stratum,
        l.place,
        l.item
)
SELECT
    measure,
    unit,
    stratum,
    item,
    'all' AS level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    measure,
    stratum,
    place,
    item
