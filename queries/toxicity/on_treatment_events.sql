-- Title: Adverse events on treatment
-- One row per: event on treatment of a treated course
-- Reads: treated_courses, toxicities, event_names
-- Counts: events whose onset_hour is absent or lies in 0 to last_hour + 720 (no upper bound where last_hour is unknown). A row whose name
--   joins several events (nausea/vomiting) is an event of each. item_term is the CTCAE term, the label where the name is an organ system's,
--   or the verbatim text where it is not in the terminology.
-- Out of: events of rows of toxicities of treated courses
-- Agrees with: none
-- Source: measure book, toxicity
-- Parameters: none
SELECT
    t.site_id,
    t.patient_id,
    t.course_id,
    n.event AS item_term,
    n.organ_system,
    e.grade,
    e.onset_hour,
    e.resolved_hour,
    e.attribution,
    e.action
FROM treated_courses AS t
JOIN toxicities AS e
    ON e.site_id = t.site_id
    AND e.course_id = t.course_id
JOIN event_names AS n
    ON n.site_id = e.site_id
    AND n.term = e.term
WHERE e.onset_hour IS NULL
    OR (
        e.onset_hour >= -1e-9
        AND (t.last_hour IS NULL OR e.onset_hour <= t.last_hour + 720 + 1e-9)
    )
