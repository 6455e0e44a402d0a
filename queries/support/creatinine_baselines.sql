-- Title: Creatinine before treatment
-- One row per: treated course with a baseline
-- Reads: creatinine_values
-- Counts: the last value of the week up to hour 0 (the lowest of equal hours); if there is none, the lowest of the 90 days up to that
--   week
-- Out of: treated courses with a creatinine value in the 90 days up to hour 0
-- Agrees with: none
-- Source: measure book, dialysis and kidney
-- Parameters: none
WITH last_hours AS (
    SELECT
        site_id,
        course_id,
        MAX(hour) AS hour
    FROM creatinine_values
    WHERE hour >= 0 - 168 - 1e-9
        AND hour <= 0 + 1e-9
    GROUP BY
        site_id,
        course_id
),
recent AS (
    SELECT
        v.site_id,
        v.course_id,
        MIN(v.creatinine) AS baseline
    FROM last_hours AS l
    JOIN creatinine_values AS v
        ON v.site_id = l.site_id
        AND v.course_id = l.course_id
    WHERE v.hour >= l.hour - 1e-9
        AND v.hour >= 0 - 168 - 1e-9
        AND v.hour <= 0 + 1e-9
    GROUP BY
        v.site_id,
        v.course_id
),
earlier AS (
    SELECT
        site_id,
        course_id,
        MIN(creatinine) AS baseline
    FROM creatinine_values
    WHERE hour >= 0 - 2160 - 1e-9
        AND hour <= 0 - 168 + 1e-9
    GROUP BY
        site_id,
        course_id
)
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    COALESCE(r.baseline, e.baseline) AS baseline
FROM (
    SELECT DISTINCT
        site_id,
        patient_id,
        course_id
    FROM creatinine_values
) AS c
LEFT JOIN recent AS r
    ON r.site_id = c.site_id
    AND r.course_id = c.course_id
LEFT JOIN earlier AS e
    ON e.site_id = c.site_id
    AND e.course_id = c.course_id
WHERE COALESCE(r.baseline, e.baseline) IS NOT NULL
