-- Title: Strata of each selected course
-- One row per: stratum and selected course
-- Reads: courses, patients
-- Counts: every stored course, in `overall` and in its strata of the default groupings: by regimen and, within high-dose IL-2 alone, by
--   regimen and diagnosis. A grouping with a single stratum is left out; `missing` is a stratum. With --where or --by a table of this name
--   replaces it: each selected course in `overall` and in its own stratum of each grouping. The rows of `overall` are the selection.
-- Out of: stored courses
-- Agrees with: none
-- Source: measure book, Populations
-- Parameters: none
WITH leveled_courses AS (
    SELECT
        c.site_id,
        c.course_id,
        c.regimen,
        REPLACE(REPLACE(COALESCE(p.diagnosis, 'missing'), ';', '%3B'), '=', '%3D') AS diagnosis
    FROM courses AS c
    LEFT JOIN patients AS p
        ON p.site_id = c.site_id
        AND p.patient_id = c.patient_id
),
grouped_courses AS (
    SELECT
        1 AS grouping_number,
        CONCAT('regimen=', regimen) AS stratum,
        site_id,
        course_id
    FROM leveled_courses
    UNION ALL
    SELECT
        2 AS grouping_number,
        CONCAT('regimen=hd_il2;diagnosis=', diagnosis) AS stratum,
        site_id,
        course_id
    FROM leveled_courses
    WHERE regimen = 'hd_il2'
),
divided AS (
    SELECT
        grouping_number,
        COUNT(DISTINCT stratum) AS strata
    FROM grouped_courses
    GROUP BY grouping_number
)
SELECT
    'overall' AS stratum,
    site_id,
    course_id
FROM courses
UNION ALL
SELECT
    g.stratum,
    g.site_id,
    g.course_id
FROM grouped_courses AS g
JOIN divided AS d
    ON d.grouping_number = g.grouping_number
WHERE d.strata > 1
