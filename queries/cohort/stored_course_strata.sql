-- Title: Strata of each stored course
-- One row per: stratum and stored course
-- Reads: courses, course_strata
-- Counts: every stored course in `overall`, and in its other strata as in course_strata. With --where or --by a table of this name
--   replaces it: every stored course, selected or not, in `overall` and in those of its strata that hold a selected course, because
--   course_strata then holds no stratum of a course that is not selected. Only the stored counts of cohort.flow need it.
-- Out of: stored courses
-- Agrees with: none
-- Source: measure book, cohort
-- Parameters: none
SELECT
    'overall' AS stratum,
    site_id,
    course_id
FROM courses
UNION ALL
SELECT
    stratum,
    site_id,
    course_id
FROM course_strata
WHERE stratum <> 'overall'
