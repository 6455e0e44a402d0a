-- Title: Courses and patients stored, selected and treated
-- One row per: unit, stratum and step
-- Reads: courses, stored_course_strata, course_strata, treated_course_strata, collected_strata
-- Counts: courses of each step; patients with such a course, in the stratum of their first course among those of the step.
-- Out of: no denominator (counts)
-- Agrees with: cohort.flow
-- Source: measure book, cohort
-- Parameters: none
WITH step_courses AS (
    SELECT
        'stored' AS item,
        stratum,
        site_id,
        course_id
    FROM stored_course_strata
    UNION ALL
    SELECT
        'selected' AS item,
        stratum,
        site_id,
        course_id
    FROM course_strata
    UNION ALL
    SELECT
        'treated' AS item,
        stratum,
        site_id,
        course_id
    FROM treated_course_strata
),
counted_courses AS (
    SELECT
        s.item,
        s.stratum,
        c.site_id,
        c.patient_id,
        c.course_order
    FROM step_courses AS s
    JOIN courses AS c
        ON c.site_id = s.site_id
        AND c.course_id = s.course_id
),
first_courses AS (
    SELECT
        item,
        site_id,
        patient_id,
        MIN(course_order) AS course_order
    FROM counted_courses
    WHERE stratum = 'overall'
    GROUP BY
        item,
        site_id,
        patient_id
),
counted_units AS (
    SELECT
        'course' AS unit,
        item,
        stratum
    FROM counted_courses
    UNION ALL
    SELECT
        'patient' AS unit,
        c.item,
        c.stratum
    FROM counted_courses AS c
    JOIN first_courses AS f
        ON f.item = c.item
        AND f.site_id = c.site_id
        AND f.patient_id = c.patient_id
        AND f.course_order = c.course_order
),
steps AS (
    SELECT
        v.place,
        v.item
    FROM (
        VALUES
            (1, 'stored'),
            (2, 'selected'),
            (3, 'treated')
    ) AS v(place, item)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        s.place,
        s.item,
        COUNT(u.item) AS units
    FROM collected_strata AS k
    CROSS JOIN steps AS s
    LEFT JOIN counted_units AS u
        ON u.unit = k.unit
        AND u.stratum = k.stratum
        AND u.item = s.item
    WHERE k.measure = 'cohort.flow'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        s.place,
        s.item
)
SELECT
    measure,
    unit,
    stratum,
    item,
    'all' AS level,
    'count' AS statistic,
    CAST(units AS DOUBLE) AS value,
    CAST(NULL AS BIGINT) AS numerator,
    CAST(NULL AS BIGINT) AS denominator
FROM counts
ORDER BY
    unit,
    stratum,
    place
