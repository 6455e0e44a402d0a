-- Title: Adverse events that began after each dose
-- One row per: cycle and dose number
-- Reads: measured_courses, treated_courses, counted_doses, on_treatment_events
-- Counts: doses_given is the given doses of that number. events and events_ge3 are the events on treatment whose onset lies at or after the
--   hour of such a dose and before the next given dose of the course: the last dose before an event, which is not always its cause. Events
--   without an onset, and those before the first given dose, belong to no dose.
-- Out of: given doses of treated courses in which every given dose has an hour, at sites that collected grade, onset_hour and hour
-- Agrees with: none
-- Source: measure book, toxicity
-- Parameters: none
WITH given_doses AS (
    SELECT
        t.site_id,
        t.course_id,
        d.cycle,
        d.dose_number,
        d.hour,
        LEAD(d.hour) OVER (PARTITION BY t.site_id, t.course_id ORDER BY d.hour, d.cycle, d.dose_number) AS next_hour
    FROM measured_courses AS m
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    JOIN counted_doses AS d
        ON d.site_id = t.site_id
        AND d.course_id = t.course_id
    WHERE m.measure = 'toxicity.onset_dose'
        AND m.stratum = 'overall'
        AND t.hours_known
        AND d.status = 'given'
),
dose_events AS (
    SELECT
        g.site_id,
        g.course_id,
        g.cycle,
        g.dose_number,
        COUNT(e.site_id) AS events,
        SUM(CASE WHEN e.grade >= 3 THEN 1 ELSE 0 END) AS events_ge3
    FROM given_doses AS g
    LEFT JOIN on_treatment_events AS e
        ON e.site_id = g.site_id
        AND e.course_id = g.course_id
        AND e.onset_hour >= g.hour - 1e-9
        AND (g.next_hour IS NULL OR e.onset_hour < g.next_hour - 1e-9)
    GROUP BY
        g.site_id,
        g.course_id,
        g.cycle,
        g.dose_number
),
dose_totals AS (
    SELECT
        cycle,
        dose_number,
        COUNT(*) AS doses_given,
        CAST(SUM(events) AS BIGINT) AS events,
        CAST(SUM(events_ge3) AS BIGINT) AS events_ge3
    FROM dose_events
    GROUP BY
        cycle,
        dose_number
)
SELECT
    cycle,
    dose_number,
    doses_given,
    events,
    events_ge3,
    100 * CAST(events_ge3 AS DOUBLE) / doses_given AS events_ge3_per_100_doses
FROM dose_totals
ORDER BY
    cycle,
    dose_number
