-- Title: Adverse events on treatment
-- One row per: event on treatment of a treated course
-- Reads: treated_courses, toxicities
-- Counts: events whose onset_hour is absent or lies in 0 to last_hour + 720 (no upper bound where last_hour is unknown). item_term is the
--   CTCAE term, or the verbatim text where that is not in the terminology.
-- Out of: rows of toxicities of treated courses
-- Agrees with: none
-- Source: measure book, toxicity
-- Parameters: none
SELECT
    t.site_id,
    t.patient_id,
    t.course_id,
    COALESCE(e.ctcae_term, e.term) AS item_term,
    e.organ_system,
    e.grade,
    e.onset_hour,
    e.resolved_hour,
    e.attribution,
    e.action
FROM treated_courses AS t
JOIN toxicities AS e
    ON e.site_id = t.site_id
    AND e.course_id = t.course_id
WHERE e.onset_hour IS NULL
    OR (
        e.onset_hour >= -1e-9
        AND (t.last_hour IS NULL OR e.onset_hour <= t.last_hour + 720 + 1e-9)
    )
