-- Title: Line listing of serious events
-- One row per: event of grade 4 or 5, dialysis, or death
-- Reads: on_treatment_events, counting_dialysis, treated_courses, patients
-- Counts: events on treatment of grade 4 or 5; dialysis that counts (courses at risk, begun on treatment); deaths at most 720 h after the
--   last given dose of the last treated course, at the hour of the day on which the patient died. One event may be listed more than
--   once: as an event of grade 5 and as a death.
-- Out of: selected treated courses
-- Agrees with: none
-- Source: measure book, toxicity, dialysis and outcome
-- Parameters: none
WITH last_courses AS (
    SELECT
        site_id,
        patient_id,
        MAX(place) AS place
    FROM treated_courses
    GROUP BY
        site_id,
        patient_id
),
serious_events AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        'adverse event' AS kind,
        item_term AS item,
        grade,
        onset_hour AS start_hour,
        resolved_hour AS end_hour
    FROM on_treatment_events
    WHERE grade >= 4
    UNION ALL
    SELECT
        site_id,
        patient_id,
        course_id,
        'dialysis' AS kind,
        modality AS item,
        CAST(NULL AS BIGINT) AS grade,
        start_hour,
        stop_hour AS end_hour
    FROM counting_dialysis
    UNION ALL
    SELECT
        t.site_id,
        t.patient_id,
        t.course_id,
        'death' AS kind,
        'death' AS item,
        CAST(NULL AS BIGINT) AS grade,
        CAST(24 * (p.death_day - t.start_day) AS DOUBLE) AS start_hour,
        CAST(NULL AS DOUBLE) AS end_hour
    FROM last_courses AS l
    JOIN treated_courses AS t
        ON t.site_id = l.site_id
        AND t.patient_id = l.patient_id
        AND t.place = l.place
    JOIN patients AS p
        ON p.site_id = t.site_id
        AND p.patient_id = t.patient_id
    WHERE 24 * (p.death_day - t.start_day) <= t.last_hour + 720 + 1e-9
)
SELECT
    site_id,
    patient_id,
    course_id,
    kind,
    item,
    grade,
    start_hour,
    end_hour
FROM serious_events
ORDER BY
    site_id,
    patient_id,
    course_id,
    start_hour NULLS LAST,
    kind,
    item,
    grade NULLS LAST,
    end_hour NULLS LAST
