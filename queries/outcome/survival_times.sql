-- Title: Times to death, to progression, or to the end of follow-up
-- One row per: curve, item and treated patient
-- Reads: treated_courses, patients, undated_progressions, collecting_sites
-- Counts: days from the first treated course's start_day to death, else to last_contact_day (overall survival); to the earliest
--   of death and progression in any treated course, else to the last assessment, or to last_contact_day if there is none
--   (progression-free survival); from the earliest response_day of the courses with CR, and with CR or PR, to the first
--   progression on or after it or death, else to the last assessment (duration_of_response); from the last given dose of the
--   last treated course to death, else to last_contact_day, 0 where that day is the day of the dose (death_within). is_event is
--   1 where the time ends with the event. Days are rounded to 10^-6, before ties are formed
-- Out of: treated patients of sites that collected the days, with one of these days and a known start; for progression-free
--   survival and duration of response, no progression in a course of unknown start_day and no undated progression; for
--   duration of response, the day of every such response. Negative times are excluded
-- Agrees with: none
-- Source: measure book, outcome
-- Parameters: none
WITH numbered_courses AS (
    SELECT
        c.site_id,
        c.patient_id,
        c.place,
        MAX(c.place) OVER (PARTITION BY c.site_id, c.patient_id) AS last_place,
        c.start_day,
        c.last_hour,
        p.death_day,
        p.last_contact_day
    FROM treated_courses AS c
    LEFT JOIN patients AS p
        ON p.site_id = c.site_id
        AND p.patient_id = c.patient_id
),
ends_of_courses AS (
    SELECT
        c.site_id,
        c.patient_id,
        MIN(c.start_day + c.progression_day) AS progression_day,
        MAX(c.start_day + c.last_assessment_day) AS assessment_day,
        SUM(CASE WHEN c.progression_day IS NOT NULL AND c.start_day IS NULL THEN 1 ELSE 0 END) AS without_day,
        MAX(u.is_undated) AS is_undated
    FROM treated_courses AS c
    JOIN undated_progressions AS u
        ON u.site_id = c.site_id
        AND u.patient_id = c.patient_id
    GROUP BY
        c.site_id,
        c.patient_id
),
kinds_of_response AS (
    SELECT
        t.item,
        t.best_response
    FROM (
        VALUES
            ('CR', 'CR'),
            ('CR_or_PR', 'CR'),
            ('CR_or_PR', 'PR')
    ) AS t(item, best_response)
),
responses AS (
    SELECT
        k.item,
        c.site_id,
        c.patient_id,
        MIN(c.start_day + c.response_day) AS response_day,
        SUM(CASE WHEN c.start_day IS NULL OR c.response_day IS NULL THEN 1 ELSE 0 END) AS without_day
    FROM treated_courses AS c
    JOIN kinds_of_response AS k
        ON k.best_response = c.best_response
    GROUP BY
        k.item,
        c.site_id,
        c.patient_id
),
later_progressions AS (
    SELECT
        r.item,
        r.site_id,
        r.patient_id,
        r.response_day,
        MIN(CASE WHEN c.start_day + c.progression_day >= r.response_day THEN c.start_day + c.progression_day END) AS progression_day
    FROM responses AS r
    JOIN treated_courses AS c
        ON c.site_id = r.site_id
        AND c.patient_id = r.patient_id
    WHERE r.without_day = 0
    GROUP BY
        r.item,
        r.site_id,
        r.patient_id,
        r.response_day
),
spans AS (
    SELECT
        'outcome.overall_survival' AS measure,
        'all' AS item,
        site_id,
        patient_id,
        CAST(start_day AS DOUBLE) AS from_day,
        death_day AS event_day,
        last_contact_day AS censored_day
    FROM numbered_courses
    WHERE place = 1
    UNION ALL
    SELECT
        'outcome.progression_free_survival' AS measure,
        'all' AS item,
        c.site_id,
        c.patient_id,
        CAST(c.start_day AS DOUBLE) AS from_day,
        LEAST(COALESCE(c.death_day, e.progression_day), COALESCE(e.progression_day, c.death_day)) AS event_day,
        COALESCE(e.assessment_day, c.last_contact_day) AS censored_day
    FROM numbered_courses AS c
    JOIN ends_of_courses AS e
        ON e.site_id = c.site_id
        AND e.patient_id = c.patient_id
    WHERE c.place = 1
        AND e.without_day = 0
        AND e.is_undated = 0
    UNION ALL
    SELECT
        'outcome.duration_of_response' AS measure,
        r.item,
        c.site_id,
        c.patient_id,
        CAST(r.response_day AS DOUBLE) AS from_day,
        LEAST(COALESCE(c.death_day, r.progression_day), COALESCE(r.progression_day, c.death_day)) AS event_day,
        COALESCE(e.assessment_day, c.last_contact_day) AS censored_day
    FROM numbered_courses AS c
    JOIN later_progressions AS r
        ON r.site_id = c.site_id
        AND r.patient_id = c.patient_id
    JOIN ends_of_courses AS e
        ON e.site_id = c.site_id
        AND e.patient_id = c.patient_id
    WHERE c.place = 1
        AND e.without_day = 0
        AND e.is_undated = 0
    UNION ALL
    SELECT
        'outcome.death_within' AS measure,
        'all' AS item,
        site_id,
        patient_id,
        CASE
            WHEN COALESCE(death_day, last_contact_day) - start_day = FLOOR((last_hour + 1e-9) / 24)
                THEN CAST(COALESCE(death_day, last_contact_day) AS DOUBLE)
            ELSE start_day + last_hour / 24
        END AS from_day,
        death_day AS event_day,
        last_contact_day AS censored_day
    FROM numbered_courses
    WHERE place = last_place
),
times AS (
    SELECT
        measure,
        item,
        site_id,
        patient_id,
        ROUND(COALESCE(event_day, censored_day) - from_day, 6) AS days,
        CASE WHEN event_day IS NULL THEN 0 ELSE 1 END AS is_event
    FROM spans
)
SELECT
    t.measure,
    t.item,
    t.site_id,
    t.patient_id,
    t.days,
    t.is_event
FROM times AS t
JOIN collecting_sites AS s
    ON s.measure = t.measure
    AND s.unit = 'patient'
    AND s.site_id = t.site_id
WHERE t.days >= 0
