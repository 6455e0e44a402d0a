-- Title: Planned doses as logged
-- One row per: stratum and status
-- Reads: collected_strata, measured_courses, planned_courses, counted_doses
-- Counts: recorded doses of each status; `not_reached` is planned doses without a row.
-- Out of: planned doses of treated courses with a plan
-- Agrees with: exposure.dose_status
-- Source: measure book, exposure
-- Parameters: none
WITH status_counts AS (
    SELECT
        site_id,
        course_id,
        status AS item,
        COUNT(*) AS status_doses
    FROM counted_doses
    GROUP BY
        site_id,
        course_id,
        status
),
course_counts AS (
    SELECT
        p.site_id,
        p.course_id,
        s.item,
        s.status_doses
    FROM planned_courses AS p
    JOIN status_counts AS s
        ON s.site_id = p.site_id
        AND s.course_id = p.course_id
    WHERE p.has_plan
    UNION ALL
    SELECT
        site_id,
        course_id,
        'not_reached' AS item,
        doses_planned - doses_recorded AS status_doses
    FROM planned_courses
    WHERE has_plan
),
stratum_counts AS (
    SELECT
        m.unit,
        m.stratum,
        c.item,
        SUM(c.status_doses) AS status_doses
    FROM measured_courses AS m
    JOIN course_counts AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    WHERE m.measure = 'exposure.dose_status'
    GROUP BY
        m.unit,
        m.stratum,
        c.item
),
stratum_totals AS (
    SELECT
        unit,
        stratum,
        SUM(status_doses) AS planned_doses
    FROM stratum_counts
    GROUP BY
        unit,
        stratum
),
statuses AS (
    SELECT
        v.place,
        v.item
    FROM (
        VALUES
            (1, 'given'),
            (2, 'held'),
            (3, 'stopped'),
            (4, 'refused'),
            (5, 'other'),
            (6, 'not_reached')
    ) AS v(place, item)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        s.place,
        s.item,
        CAST(COALESCE(c.status_doses, 0) AS BIGINT) AS numerator,
        CAST(COALESCE(t.planned_doses, 0) AS BIGINT) AS denominator
    FROM collected_strata AS k
    CROSS JOIN statuses AS s
    LEFT JOIN stratum_counts AS c
        ON c.unit = k.unit
        AND c.stratum = k.stratum
        AND c.item = s.item
    LEFT JOIN stratum_totals AS t
        ON t.unit = k.unit
        AND t.stratum = k.stratum
    WHERE k.measure = 'exposure.dose_status'
)
SELECT
    measure,
    unit,
    stratum,
    item,
    'all' AS level,
    'ratio' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    place
