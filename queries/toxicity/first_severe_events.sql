-- Title: First severe event of a course in an organ system
-- One row per: treated course and organ system with an event of grade 3 or more and a known onset
-- Reads: on_treatment_events
-- Counts: the event with the earliest onset; of equal onsets (to 1e-9 h) the last to resolve, an unresolved one being the last of all.
-- Out of: events on treatment of grade 3 or more with an onset
-- Agrees with: none
-- Source: measure book, toxicity
-- Parameters: none
WITH earliest_onsets AS (
    SELECT
        site_id,
        course_id,
        organ_system,
        MIN(onset_hour) AS onset_hour
    FROM on_treatment_events
    WHERE grade >= 3
        AND onset_hour IS NOT NULL
    GROUP BY
        site_id,
        course_id,
        organ_system
)
SELECT
    f.site_id,
    e.patient_id,
    f.course_id,
    f.organ_system,
    f.onset_hour,
    CASE WHEN COUNT(*) = COUNT(e.resolved_hour) THEN MAX(e.resolved_hour) END AS resolved_hour
FROM earliest_onsets AS f
JOIN on_treatment_events AS e
    ON e.site_id = f.site_id
    AND e.course_id = f.course_id
    AND e.organ_system = f.organ_system
    AND e.onset_hour <= f.onset_hour + 1e-9
WHERE e.grade >= 3
GROUP BY
    f.site_id,
    e.patient_id,
    f.course_id,
    f.organ_system,
    f.onset_hour
