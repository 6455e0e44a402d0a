-- Title: Adverse events on treatment, rows of one event merged
-- One row per: event on treatment of a treated course
-- Reads: on_treatment_events
-- Counts: rows of one term in one course, in the order of onset and resolution (missing last). A row continues the previous row's event if
--   their onsets are equal (to 1e-9 h), or if the previous row has a resolution and the row begins at most 24 h after the latest
--   resolution of the event so far. A row without an onset is an event of its own. grade is the highest, severe_onset_hour the onset of the
--   first row of grade 3 or more, end_hour the latest resolution, NULL where the last row has none.
-- Out of: rows of on_treatment_events
-- Agrees with: none
-- Source: measure book, toxicity, One event of several rows
-- Parameters: none
-- Another onset after a row without a resolution begins another event in any case: such rows cut a term into segments. Within a segment the
-- latest resolution of all rows so far is that of the event, since earlier events ended more than 24 h before it began.
WITH ordered_rows AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        item_term,
        organ_system,
        grade,
        onset_hour,
        resolved_hour,
        ROW_NUMBER() OVER (
            PARTITION BY site_id, course_id, item_term
            ORDER BY onset_hour, resolved_hour NULLS LAST, grade NULLS LAST
        ) AS place
    FROM on_treatment_events
    WHERE onset_hour IS NOT NULL
),
preceded_rows AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        item_term,
        organ_system,
        grade,
        onset_hour,
        resolved_hour,
        place,
        LAG(onset_hour) OVER (PARTITION BY site_id, course_id, item_term ORDER BY place) AS onset_before,
        LAG(resolved_hour) OVER (PARTITION BY site_id, course_id, item_term ORDER BY place) AS resolved_before
    FROM ordered_rows
),
segmented_rows AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        item_term,
        organ_system,
        grade,
        onset_hour,
        resolved_hour,
        place,
        onset_before,
        SUM(CASE WHEN resolved_before IS NULL AND onset_hour > onset_before + 1e-9 THEN 1 ELSE 0 END) OVER (
            PARTITION BY site_id, course_id, item_term
            ORDER BY place
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS segment
    FROM preceded_rows
),
resolved_rows AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        item_term,
        organ_system,
        grade,
        onset_hour,
        resolved_hour,
        place,
        onset_before,
        segment,
        MAX(resolved_hour) OVER (
            PARTITION BY site_id, course_id, item_term, segment
            ORDER BY place
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest_before
    FROM segmented_rows
),
numbered_rows AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        item_term,
        organ_system,
        grade,
        onset_hour,
        resolved_hour,
        place,
        segment,
        SUM(CASE WHEN onset_hour > onset_before + 1e-9 AND onset_hour > latest_before + 24 + 1e-9 THEN 1 ELSE 0 END) OVER (
            PARTITION BY site_id, course_id, item_term, segment
            ORDER BY place
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS event
    FROM resolved_rows
),
event_rows AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        item_term,
        organ_system,
        grade,
        onset_hour,
        resolved_hour,
        segment,
        event,
        ROW_NUMBER() OVER (PARTITION BY site_id, course_id, item_term, segment, event ORDER BY place DESC) AS place_from_last
    FROM numbered_rows
)
SELECT
    site_id,
    patient_id,
    course_id,
    item_term,
    organ_system,
    MAX(grade) AS grade,
    MIN(CASE WHEN grade >= 3 THEN onset_hour END) AS severe_onset_hour,
    CASE
        WHEN SUM(CASE WHEN place_from_last = 1 AND resolved_hour IS NULL THEN 1 ELSE 0 END) = 0 THEN MAX(resolved_hour)
    END AS end_hour
FROM event_rows
GROUP BY
    site_id,
    patient_id,
    course_id,
    item_term,
    organ_system,
    segment,
    event
UNION ALL
SELECT
    site_id,
    patient_id,
    course_id,
    item_term,
    organ_system,
    grade,
    CAST(NULL AS DOUBLE) AS severe_onset_hour,
    resolved_hour AS end_hour
FROM on_treatment_events
WHERE onset_hour IS NULL
