-- Title: First severe event of a course in an organ system
-- One row per: treated course and organ system with an event of grade 3 or more and a known onset
-- Reads: one_event_of_rows
-- Counts: the event whose first row of grade 3 or more begins earliest, with that onset; if onsets are equal (to 1e-9 h), the last to end (one
--   without an end is the last); if ends are equal too, the one of the highest grade, because grade 5 never resolves.
-- Out of: events on treatment with a row of grade 3 or more that has an onset
-- Agrees with: none
-- Source: measure book, toxicity
-- Parameters: none
WITH severe_events AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        organ_system,
        grade,
        severe_onset_hour AS onset_hour,
        end_hour,
        MIN(severe_onset_hour) OVER (PARTITION BY site_id, course_id, organ_system) AS earliest_hour
    FROM one_event_of_rows
    WHERE severe_onset_hour IS NOT NULL
),
ranked_events AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        organ_system,
        grade,
        onset_hour,
        end_hour,
        ROW_NUMBER() OVER (
            PARTITION BY site_id, course_id, organ_system
            ORDER BY end_hour DESC NULLS FIRST, grade DESC, onset_hour
        ) AS place
    FROM severe_events
    WHERE onset_hour <= earliest_hour + 1e-9
)
SELECT
    site_id,
    patient_id,
    course_id,
    organ_system,
    grade,
    onset_hour,
    end_hour
FROM ranked_events
WHERE place = 1
