-- Title: Dialysis episodes and whether they ended
-- One row per: course and episode
-- Reads: counting_dialysis, collecting_sites, parameters
-- Counts: counted intervals, merged where they overlap, touch, or are at most gap_hours apart: sessions of intermittent
--   dialysis are one episode. hours_after_last_dose is negative if it began during treatment. has_ended: every interval has an
--   end; without one the episode is not known to have ended. NULL where the site did not collect stop_hour.
-- Out of: counted dialysis intervals in courses at risk
-- Agrees with: none
-- Source: measure book, dialysis and kidney
-- Parameters: gap_hours decimal 72: the longest pause, in hours, within one episode
WITH intervals_in_order AS (
    SELECT
        v.site_id,
        v.patient_id,
        v.course_id,
        v.modality,
        v.start_hour,
        v.stop_hour,
        v.last_hour,
        p.gap_hours,
        MAX(COALESCE(v.stop_hour, 1e300)) OVER (
            PARTITION BY v.site_id, v.course_id
            ORDER BY v.start_hour, v.stop_hour NULLS LAST
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_to
    FROM counting_dialysis AS v
    CROSS JOIN parameters AS p
),
numbered_intervals AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        modality,
        start_hour,
        stop_hour,
        last_hour,
        CAST(
            SUM(CASE WHEN start_hour <= covered_to + gap_hours + 1e-9 THEN 0 ELSE 1 END) OVER (
                PARTITION BY site_id, course_id
                ORDER BY start_hour, stop_hour NULLS LAST
            ) AS BIGINT
        ) AS episode
    FROM intervals_in_order
),
modality_names AS (
    SELECT
        site_id,
        course_id,
        episode,
        modality,
        ROW_NUMBER() OVER (PARTITION BY site_id, course_id, episode ORDER BY modality) AS place
    FROM numbered_intervals
    GROUP BY
        site_id,
        course_id,
        episode,
        modality
),
episode_names AS (
    SELECT
        site_id,
        course_id,
        episode,
        CONCAT_WS(
            ', ',
            MAX(CASE WHEN place = 1 THEN modality END),
            MAX(CASE WHEN place = 2 THEN modality END),
            MAX(CASE WHEN place = 3 THEN modality END),
            MAX(CASE WHEN place = 4 THEN modality END),
            MAX(CASE WHEN place = 5 THEN modality END),
            MAX(CASE WHEN place = 6 THEN modality END),
            CASE WHEN COUNT(*) > 6 THEN 'more' END
        ) AS names
    FROM modality_names
    GROUP BY
        site_id,
        course_id,
        episode
),
episodes AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        episode,
        COUNT(*) AS intervals,
        MIN(start_hour) AS start_hour,
        CASE WHEN COUNT(stop_hour) = COUNT(*) THEN MAX(stop_hour) END AS stop_hour,
        MAX(last_hour) AS last_hour
    FROM numbered_intervals
    GROUP BY
        site_id,
        patient_id,
        course_id,
        episode
)
SELECT
    e.site_id,
    e.patient_id,
    e.course_id,
    e.episode,
    n.names AS modalities,
    e.intervals,
    e.start_hour,
    e.start_hour - e.last_hour AS hours_after_last_dose,
    e.stop_hour,
    e.stop_hour - e.start_hour AS hours_from_start_to_stop,
    CASE WHEN s.site_id IS NOT NULL THEN e.stop_hour IS NOT NULL END AS has_ended
FROM episodes AS e
JOIN episode_names AS n
    ON n.site_id = e.site_id
    AND n.course_id = e.course_id
    AND n.episode = e.episode
LEFT JOIN collecting_sites AS s
    ON s.site_id = e.site_id
    AND s.measure = 'dialysis.ended'
ORDER BY
    e.site_id,
    e.patient_id,
    e.course_id,
    e.episode
