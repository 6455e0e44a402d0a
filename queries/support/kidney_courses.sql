-- Title: Acute kidney injury, course by course
-- One row per: course at risk
-- Reads: courses_at_risk, counting_dialysis, creatinine_values, creatinine_baselines
-- Counts: the window begins after hour 0 and ends 168 h after the last given dose (no end if that hour is unknown). staging: `staged` with
--   a baseline and a value in the window, else `staged_by_dialysis_alone`, else `no_baseline`, else `no_value`. stage: the highest
--   creatinine stage in the window; dialysis that began from hour 0 to the end of the window is stage 3 at any creatinine.
--   peak_ratio: the highest value in the window over the baseline. Stage 3 is a ratio of 3, or 4.0 mg/dL with any criterion of stage 1;
--   stage 2 a ratio of 2; stage 1 a ratio of 1.5, or a rise of 0.3 mg/dL over a value at most 48 h earlier.
-- Out of: courses at risk of dialysis
-- Agrees with: none
-- Source: KDIGO Clinical Practice Guideline for Acute Kidney Injury, 2012, creatinine criteria; measure book, dialysis and kidney
-- Parameters: none
WITH values_in_window AS (
    SELECT
        v.site_id,
        v.patient_id,
        v.course_id,
        v.hour,
        v.creatinine,
        v.creatinine / b.baseline AS ratio
    FROM courses_at_risk AS c
    JOIN creatinine_baselines AS b
        ON b.site_id = c.site_id
        AND b.course_id = c.course_id
    JOIN creatinine_values AS v
        ON v.site_id = c.site_id
        AND v.course_id = c.course_id
    WHERE v.hour > 0 + 1e-9
        AND (c.last_hour IS NULL OR v.hour <= c.last_hour + 168 + 1e-9)
),
lowest_before AS (
    SELECT
        w.site_id,
        w.patient_id,
        w.course_id,
        w.hour,
        w.creatinine,
        w.ratio,
        MIN(e.creatinine) AS lowest
    FROM values_in_window AS w
    LEFT JOIN creatinine_values AS e
        ON e.site_id = w.site_id
        AND e.course_id = w.course_id
        AND e.hour < w.hour - 1e-9
        AND e.hour >= w.hour - 48 - 1e-9
    GROUP BY
        w.site_id,
        w.patient_id,
        w.course_id,
        w.hour,
        w.creatinine,
        w.ratio
),
criteria AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        creatinine,
        ratio,
        ratio >= 1.5 - 1e-9 OR COALESCE(creatinine - lowest >= 0.3 - 1e-9, FALSE) AS is_stage_1
    FROM lowest_before
),
staged AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        MAX(
            CASE
                WHEN ratio >= 3 - 1e-9 THEN 3
                WHEN is_stage_1 AND creatinine >= 4 - 1e-9 THEN 3
                WHEN ratio >= 2 - 1e-9 THEN 2
                WHEN is_stage_1 THEN 1
                ELSE 0
            END
        ) AS stage,
        MAX(ratio) AS peak_ratio
    FROM criteria
    GROUP BY
        site_id,
        patient_id,
        course_id
),
dialyzed_in_window AS (
    SELECT DISTINCT
        site_id,
        course_id
    FROM counting_dialysis
    WHERE last_hour IS NULL
        OR start_hour <= last_hour + 168 + 1e-9
)
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    CASE
        WHEN s.course_id IS NOT NULL THEN 'staged'
        WHEN d.course_id IS NOT NULL THEN 'staged_by_dialysis_alone'
        WHEN b.course_id IS NULL THEN 'no_baseline'
        ELSE 'no_value'
    END AS staging,
    CASE WHEN d.course_id IS NULL THEN s.stage ELSE 3 END AS stage,
    s.peak_ratio
FROM courses_at_risk AS c
LEFT JOIN staged AS s
    ON s.site_id = c.site_id
    AND s.course_id = c.course_id
LEFT JOIN dialyzed_in_window AS d
    ON d.site_id = c.site_id
    AND d.course_id = c.course_id
LEFT JOIN creatinine_baselines AS b
    ON b.site_id = c.site_id
    AND b.course_id = c.course_id
