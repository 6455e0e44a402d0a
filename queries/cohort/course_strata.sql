-- Title: Which selected course is in which stratum
-- One row per: stratum and selected course
-- Reads: courses
-- Counts: every stored course, in the stratum `overall`. Where courses are selected or strata are asked for, a table of this name
--   stands here instead: each selected course in `overall` and in its own level's stratum. So the selection is the rows of `overall`.
-- Out of: stored courses
-- Agrees with: none
-- Source: measure book, Populations
-- Parameters: none
SELECT
    'overall' AS stratum,
    site_id,
    course_id
FROM courses
