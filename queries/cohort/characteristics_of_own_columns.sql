-- Title: Own columns of treated patients
-- One row per: measure, stratum and category or statistic
-- Reads: collected_strata, measured_courses, treated_courses, dictionary, own_values
-- Counts: of an own column of courses the value at the first treated course, of one of patients as it is. Numbers: their distribution over
--   known values, and patients without one as item `missing`. Booleans: `false` and `true`; texts: what occurs; `missing` is always there.
--   A text with more than 50 different values in the store has one row, of patients with a value.
-- Out of: treated patients of sites that collected the column
-- Agrees with: characteristics.x_*
-- Source: measure book, characteristics
-- Parameters: none
WITH text_columns AS (
    SELECT
        v.column AS name,
        CASE WHEN COUNT(DISTINCT v.value) > 50 THEN 'many' ELSE 'text' END AS form
    FROM own_values AS v
    GROUP BY v.column
),
own_columns AS (
    SELECT
        d.table AS owner,
        d.column AS name,
        'characteristics.' || d.column AS measure,
        CASE
            WHEN d.type IN ('integer', 'decimal') THEN 'number'
            WHEN d.type = 'boolean' THEN 'boolean'
            ELSE COALESCE(t.form, 'text')
        END AS form
    FROM dictionary AS d
    LEFT JOIN text_columns AS t
        ON t.name = d.column
    WHERE d.table IN ('courses', 'patients')
        AND SUBSTR(d.column, 1, 2) = 'x_'
),
first_courses AS (
    SELECT
        m.measure,
        m.stratum,
        o.form,
        o.name,
        o.owner,
        t.site_id,
        CASE WHEN o.owner = 'courses' THEN t.course_id ELSE t.patient_id END AS owner_id
    FROM measured_courses AS m
    JOIN own_columns AS o
        ON o.measure = m.measure
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    WHERE t.place = 1
        AND m.unit = 'patient'
),
known_values AS (
    SELECT
        f.measure,
        f.stratum,
        f.form,
        COALESCE(v.value, 'missing') AS item,
        v.number AS amount
    FROM first_courses AS f
    LEFT JOIN own_values AS v
        ON v.site_id = f.site_id
        AND v.table = f.owner
        AND v.column = f.name
        AND v.id = f.owner_id
),
measured_strata AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.form
    FROM collected_strata AS k
    JOIN own_columns AS o
        ON o.measure = k.measure
    WHERE k.unit = 'patient'
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
    FROM measured_strata AS k
    LEFT JOIN known_values AS a
        ON a.measure = k.measure
        AND a.stratum = k.stratum
    WHERE k.form = 'number'
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
),
listed_items AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        c.place,
        c.item
    FROM measured_strata AS k
    JOIN (
        VALUES
            ('boolean', 1, 'false'),
            ('boolean', 2, 'true'),
            ('boolean', 99, 'missing'),
            ('text', 99, 'missing'),
            ('many', 1, 'all')
    ) AS c(form, place, item)
        ON c.form = k.form
    UNION ALL
    SELECT DISTINCT
        k.measure,
        k.unit,
        k.stratum,
        1 AS place,
        a.item
    FROM measured_strata AS k
    JOIN known_values AS a
        ON a.measure = k.measure
        AND a.stratum = k.stratum
    WHERE k.form = 'text'
        AND a.item <> 'missing'
),
counts AS (
    SELECT
        l.measure,
        l.unit,
        l.stratum,
        l.place,
        l.item,
        CAST(SUM(CASE WHEN a.item = l.item OR (l.item = 'all' AND a.form = 'many' AND a.item <> 'missing') THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(a.item) AS denominator
    FROM listed_items AS l
    LEFT JOIN known_values AS a
        ON a.measure = l.measure
        AND a.stratum = l.stratum
    GROUP BY
        l.measure,
        l.unit,
        l.stratum,
        l.place,
        l.item
),
all_rows AS (
    SELECT
        s.measure,
        s.unit,
        s.stratum,
        n.place,
        CASE WHEN n.statistic = 'count' THEN 'missing' ELSE 'all' END AS item,
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
    UNION ALL
    SELECT
        c.measure,
        c.unit,
        c.stratum,
        c.place,
        c.item,
        'proportion' AS statistic,
        CASE WHEN o.form <> 'many' THEN CAST(c.numerator AS DOUBLE) / NULLIF(c.denominator, 0) END AS value,
        c.numerator,
        c.denominator
    FROM counts AS c
    JOIN own_columns AS o
        ON o.measure = c.measure
)
SELECT
    measure,
    unit,
    stratum,
    item,
    'all' AS level,
    statistic,
    value,
    numerator,
    denominator
FROM all_rows
ORDER BY
    measure,
    stratum,
    place,
    item
