-- Title: Strata in which a measure was collected
-- One row per: measure, unit and stratum
-- Reads: course_strata, collecting_sites
-- Counts: strata in which a site with a selected course, treated or not, collected what the measure needs. Only these have rows of the
--   measure. In the other strata the measure was not collected, which is not zero.
-- Out of: strata of selected courses
-- Agrees with: none
-- Source: measure book, The shape of results
-- Parameters: none
SELECT DISTINCT
    k.measure,
    k.unit,
    s.stratum
FROM course_strata AS s
JOIN collecting_sites AS k
    ON k.site_id = s.site_id
