-- Title: Outcome of acute kidney injury, course by course
-- One row per: course at risk of stage 2 or 3 with a baseline and a value in the window
-- Reads: kidney_courses, creatinine_baselines, creatinine_values, dialysis, treated_courses, patients, last_recorded_hours
-- Counts: peak_hour is the first hour of the highest value in the window. recovered_hour is the first hour after it, at most 720 h after the
--   last given dose, at which every value is at most 1.5 times the baseline and no dialysis (counted or not) overlaps the time from 168 h
--   before to 168 h after it. death_hour is the competing death: on the day of the peak (counted as 12 h after the peak), or after it
--   and at most at last_hour + 720 (at the largest recorded hour if last_hour is unknown). ending is the outcome at the end of the days from
--   the peak: `recovered`, `died` before recovery, or `censored` at the last value to last_hour + 720. days is NULL without a value after the
--   peak and without such a death.
-- Out of: courses at risk of dialysis
-- Agrees with: none
-- Source: measure book, dialysis and kidney, Recovered
-- Parameters: none
WITH injured_courses AS (
    SELECT
        k.site_id,
        k.patient_id,
        k.course_id,
        b.baseline
    FROM kidney_courses AS k
    JOIN creatinine_baselines AS b
        ON b.site_id = k.site_id
        AND b.course_id = k.course_id
    WHERE k.staging = 'staged'
        AND k.stage >= 2
),
window_values AS (
    SELECT
        i.site_id,
        i.patient_id,
        i.course_id,
        i.baseline,
        v.hour,
        v.creatinine,
        MAX(v.creatinine) OVER (PARTITION BY v.site_id, v.course_id) AS highest
    FROM injured_courses AS i
    JOIN creatinine_values AS v
        ON v.site_id = i.site_id
        AND v.course_id = i.course_id
    WHERE v.hour > 0 + 1e-9
        AND (v.last_hour IS NULL OR v.hour <= v.last_hour + 168 + 1e-9)
),
peaks AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        baseline,
        MIN(hour) AS peak_hour
    FROM window_values
    WHERE creatinine >= highest - 1e-9
    GROUP BY
        site_id,
        patient_id,
        course_id,
        baseline
),
hours_after AS (
    SELECT DISTINCT
        p.site_id,
        p.course_id,
        p.baseline,
        v.hour
    FROM peaks AS p
    JOIN creatinine_values AS v
        ON v.site_id = p.site_id
        AND v.course_id = p.course_id
    WHERE v.hour > p.peak_hour + 1e-9
        AND (v.last_hour IS NULL OR v.hour <= v.last_hour + 720 + 1e-9)
),
highest_values AS (
    SELECT
        a.site_id,
        a.course_id,
        a.baseline,
        a.hour,
        MAX(v.creatinine) AS highest
    FROM hours_after AS a
    JOIN creatinine_values AS v
        ON v.site_id = a.site_id
        AND v.course_id = a.course_id
        AND v.hour >= a.hour - 1e-9
        AND v.hour <= a.hour + 1e-9
    GROUP BY
        a.site_id,
        a.course_id,
        a.baseline,
        a.hour
),
hours_about_dialysis AS (
    SELECT DISTINCT
        a.site_id,
        a.course_id,
        a.hour
    FROM hours_after AS a
    JOIN dialysis AS d
        ON d.site_id = a.site_id
        AND d.course_id = a.course_id
    WHERE d.is_dialysis
        AND d.start_hour < a.hour + 168 - 1e-9
        AND (d.stop_hour IS NULL OR d.stop_hour > a.hour - 168 + 1e-9)
),
recoveries AS (
    SELECT
        h.site_id,
        h.course_id,
        MIN(h.hour) AS recovered_hour
    FROM highest_values AS h
    LEFT JOIN hours_about_dialysis AS d
        ON d.site_id = h.site_id
        AND d.course_id = h.course_id
        AND d.hour = h.hour
    WHERE d.hour IS NULL
        AND h.highest <= 1.5 * h.baseline + 1e-9
    GROUP BY
        h.site_id,
        h.course_id
),
last_values AS (
    SELECT
        site_id,
        course_id,
        MAX(hour) AS last_value_hour
    FROM hours_after
    GROUP BY
        site_id,
        course_id
),
followed_courses AS (
    SELECT
        p.site_id,
        p.patient_id,
        p.course_id,
        p.peak_hour,
        r.recovered_hour,
        l.last_value_hour,
        q.death_day - t.start_day AS death_day,
        FLOOR((p.peak_hour + 1e-9) / 24) AS peak_day,
        COALESCE(t.last_hour + 720, h.last_recorded_hour) AS limit_hour
    FROM peaks AS p
    JOIN treated_courses AS t
        ON t.site_id = p.site_id
        AND t.course_id = p.course_id
    JOIN last_recorded_hours AS h
        ON h.site_id = p.site_id
        AND h.course_id = p.course_id
    LEFT JOIN recoveries AS r
        ON r.site_id = p.site_id
        AND r.course_id = p.course_id
    LEFT JOIN last_values AS l
        ON l.site_id = p.site_id
        AND l.course_id = p.course_id
    LEFT JOIN patients AS q
        ON q.site_id = p.site_id
        AND q.patient_id = p.patient_id
),
deaths AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        peak_hour,
        recovered_hour,
        last_value_hour,
        CASE
            WHEN death_day = peak_day THEN peak_hour + 12
            WHEN 24 * death_day >= peak_hour - 1e-9 AND 24 * death_day <= limit_hour + 1e-9 THEN CAST(24 * death_day AS DOUBLE)
        END AS death_hour
    FROM followed_courses
),
endings AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        peak_hour,
        recovered_hour,
        death_hour,
        last_value_hour,
        CASE
            WHEN recovered_hour IS NOT NULL AND NOT COALESCE(death_hour < recovered_hour - 1e-9, FALSE) THEN 'recovered'
            WHEN death_hour IS NOT NULL THEN 'died'
            ELSE 'censored'
        END AS ending
    FROM deaths
)
SELECT
    site_id,
    patient_id,
    course_id,
    peak_hour,
    recovered_hour,
    death_hour,
    ending,
    (CASE ending WHEN 'recovered' THEN recovered_hour WHEN 'died' THEN death_hour ELSE last_value_hour END - peak_hour) / 24 AS days
FROM endings
