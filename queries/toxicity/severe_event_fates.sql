-- Title: Outcome of the first severe event of a course in an organ system
-- One row per: first severe event
-- Reads: first_severe_events, treated_courses, last_recorded_hours, patients
-- Counts: resolved_hour is the end of the event; NULL without one, where the event is of grade 5, and where the patient died before.
--   death_hour is the death that ended an event that did not resolve: on the day of the onset (it counts as 12 h after the onset), or after
--   the onset and at most at last_hour + 720 (at the largest recorded hour if last_hour is unknown). ending is the outcome after the days from
--   the onset: `resolved`, `died`, or `censored` at the end of observation (at last_hour + 720 if it resolved later). days is NULL
--   where an event was not observed after its onset.
-- Out of: first_severe_events
-- Agrees with: none
-- Source: measure book, toxicity, Resolution
-- Parameters: none
WITH followed_events AS (
    SELECT
        f.site_id,
        f.patient_id,
        f.course_id,
        f.organ_system,
        f.grade,
        f.onset_hour,
        f.end_hour,
        r.observed_until_hour,
        COALESCE(t.last_hour + 720, r.last_recorded_hour) AS limit_hour,
        p.death_day - t.start_day AS death_day,
        FLOOR((f.onset_hour + 1e-9) / 24) AS onset_day
    FROM first_severe_events AS f
    JOIN treated_courses AS t
        ON t.site_id = f.site_id
        AND t.course_id = f.course_id
    JOIN last_recorded_hours AS r
        ON r.site_id = f.site_id
        AND r.course_id = f.course_id
    LEFT JOIN patients AS p
        ON p.site_id = f.site_id
        AND p.patient_id = f.patient_id
),
dated_deaths AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        organ_system,
        grade,
        onset_hour,
        end_hour,
        observed_until_hour,
        limit_hour,
        COALESCE(death_day = onset_day, FALSE) AS dies_on_day_of_onset,
        CASE WHEN death_day = onset_day THEN onset_hour + 12 ELSE CAST(24 * death_day AS DOUBLE) END AS patient_death_hour
    FROM followed_events
),
resolutions AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        organ_system,
        onset_hour,
        observed_until_hour,
        limit_hour,
        dies_on_day_of_onset,
        patient_death_hour,
        CASE WHEN grade < 5 AND (patient_death_hour IS NULL OR end_hour <= patient_death_hour + 1e-9) THEN end_hour END AS resolved_hour
    FROM dated_deaths
),
deaths AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        organ_system,
        onset_hour,
        observed_until_hour,
        limit_hour,
        resolved_hour,
        CASE
            WHEN resolved_hour IS NOT NULL THEN NULL
            WHEN dies_on_day_of_onset THEN patient_death_hour
            WHEN patient_death_hour >= onset_hour - 1e-9 AND patient_death_hour <= limit_hour + 1e-9 THEN patient_death_hour
        END AS death_hour
    FROM resolutions
),
endings AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        organ_system,
        onset_hour,
        resolved_hour,
        death_hour,
        CASE
            WHEN resolved_hour <= limit_hour + 1e-9 THEN 'resolved'
            WHEN death_hour IS NOT NULL THEN 'died'
            ELSE 'censored'
        END AS ending,
        CASE
            WHEN resolved_hour <= limit_hour + 1e-9 THEN resolved_hour
            WHEN resolved_hour IS NOT NULL THEN limit_hour
            WHEN death_hour IS NOT NULL THEN death_hour
            ELSE observed_until_hour
        END AS until_hour
    FROM deaths
)
SELECT
    site_id,
    patient_id,
    course_id,
    organ_system,
    onset_hour,
    resolved_hour,
    death_hour,
    ending,
    CASE WHEN ending <> 'censored' OR until_hour > onset_hour + 1e-9 THEN (until_hour - onset_hour) / 24 END AS days
FROM endings
