-- Title: Measurements as they are graded
-- One row per: stored measurement of a listed analyte
-- Reads: measurements, courses, patients, plausible_values, normal_ranges, analyte_units
-- Counts: place numbers the measurements of a course, those of one hour by value, unit and the limits of the row. unit is the one in which the
--   value was read, own the value in the analyte's own unit. instant is the first of the hours of the analyte within 1e-9: equal hours have
--   the same. lower_limit and upper_limit are those of the row (an upper one of 0 or less is dropped, then both where the lower is greater),
--   each by itself, else those of normal_ranges for the patient's sex, else for any, in the unit of the value
-- Out of: stored measurements of listed analytes
-- Agrees with: none
-- Source: measure book, grades from values
-- Parameters: none
WITH bounded AS (
    SELECT
        m.site_id,
        m.course_id,
        ROW_NUMBER() OVER (
            PARTITION BY m.site_id, m.course_id
            ORDER BY m.listed_analyte, m.hour, m.standard_value, CAST(u.unit_number AS BIGINT), m.lower_limit NULLS LAST, m.upper_limit NULLS LAST
        ) AS place,
        m.listed_analyte AS analyte,
        m.hour,
        m.value,
        m.listed_unit AS unit,
        m.standard_value AS own,
        CASE WHEN m.upper_limit > 0 + 1e-9 THEN m.upper_limit END AS upper_limit,
        m.lower_limit,
        COALESCE(q.sex, 'unknown') AS sex,
        NOT COALESCE(
            m.standard_value < CAST(p.lowest AS DOUBLE) - 1e-9 OR m.standard_value > CAST(p.highest AS DOUBLE) + 1e-9,
            FALSE
        ) AS is_plausible,
        CAST(u.factor AS DOUBLE) AS factor,
        CAST(u.number AS DOUBLE) AS number
    FROM measurements AS m
    JOIN courses AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    LEFT JOIN patients AS q
        ON q.site_id = c.site_id
        AND q.patient_id = c.patient_id
    LEFT JOIN plausible_values AS p
        ON p.analyte = m.listed_analyte
    JOIN analyte_units AS u
        ON u.analyte = m.listed_analyte
        AND u.unit = m.listed_unit
),
kept AS (
    SELECT
        site_id,
        course_id,
        place,
        analyte,
        hour,
        value,
        unit,
        own,
        sex,
        is_plausible,
        factor,
        number,
        CASE WHEN NOT COALESCE(lower_limit > upper_limit + 1e-9, FALSE) THEN lower_limit END AS lower_limit,
        CASE WHEN NOT COALESCE(lower_limit > upper_limit + 1e-9, FALSE) THEN upper_limit END AS upper_limit
    FROM bounded
),
usual_limits AS (
    SELECT
        r.analyte,
        r.sex,
        r.unit,
        CAST(r.lower AS DOUBLE) AS lower_limit,
        CAST(r.upper AS DOUBLE) AS upper_limit,
        (CAST(r.lower AS DOUBLE) - CAST(u.number AS DOUBLE)) / CAST(u.factor AS DOUBLE) AS own_lower,
        (CAST(r.upper AS DOUBLE) - CAST(u.number AS DOUBLE)) / CAST(u.factor AS DOUBLE) AS own_upper
    FROM normal_ranges AS r
    JOIN analyte_units AS u
        ON u.analyte = r.analyte
        AND u.unit = r.unit
),
with_usual AS (
    SELECT
        k.site_id,
        k.course_id,
        k.place,
        k.analyte,
        k.hour,
        k.value,
        k.unit,
        k.own,
        k.is_plausible,
        k.lower_limit,
        k.upper_limit,
        COALESCE(
            CASE WHEN s.unit = k.unit THEN s.lower_limit ELSE s.own_lower * k.factor + k.number END,
            CASE WHEN a.unit = k.unit THEN a.lower_limit ELSE a.own_lower * k.factor + k.number END
        ) AS usual_lower,
        COALESCE(
            CASE WHEN s.unit = k.unit THEN s.upper_limit ELSE s.own_upper * k.factor + k.number END,
            CASE WHEN a.unit = k.unit THEN a.upper_limit ELSE a.own_upper * k.factor + k.number END
        ) AS usual_upper
    FROM kept AS k
    LEFT JOIN usual_limits AS s
        ON s.analyte = k.analyte
        AND s.sex = k.sex
        AND s.sex <> 'any'
    LEFT JOIN usual_limits AS a
        ON a.analyte = k.analyte
        AND a.sex = 'any'
)
SELECT
    site_id,
    course_id,
    place,
    analyte,
    hour,
    MIN(hour) OVER (
        PARTITION BY site_id, course_id, analyte ORDER BY hour RANGE BETWEEN 1e-9 PRECEDING AND CURRENT ROW
    ) AS instant,
    value,
    unit,
    own,
    is_plausible,
    COALESCE(lower_limit, usual_lower) AS lower_limit,
    COALESCE(upper_limit, usual_upper) AS upper_limit,
    CASE WHEN lower_limit IS NOT NULL THEN 'reported' WHEN usual_lower IS NOT NULL THEN 'default' END AS lower_from,
    CASE WHEN upper_limit IS NOT NULL THEN 'reported' WHEN usual_upper IS NOT NULL THEN 'default' END AS upper_from
FROM with_usual
