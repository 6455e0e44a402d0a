-- Title: Baselines of analytes
-- One row per: course and analyte with a baseline
-- Reads: read_measurements
-- Counts: the last plausible value at an hour in -168 to 0, else the last in -2160 to -168 (creatinine: the lowest there); of equal hours the
--   lowest. side is `high` above its own upper limit, `low` below its own lower one, else `within`.
-- Out of: courses with a plausible value before hour 0 or at it
-- Agrees with: none
-- Source: measure book, grades from values, Baseline
-- Parameters: none
WITH ranked AS (
    SELECT
        site_id,
        course_id,
        place,
        analyte,
        hour,
        value,
        unit,
        own,
        lower_limit,
        upper_limit,
        ROW_NUMBER() OVER (
            PARTITION BY site_id, course_id, analyte
            ORDER BY
                CASE WHEN hour >= -168 - 1e-9 THEN 0 ELSE 1 END,
                CASE WHEN hour < -168 - 1e-9 AND analyte = 'creatinine' THEN 0 ELSE ROUND(hour, 8) END DESC,
                own,
                place
        ) AS rank
    FROM read_measurements
    WHERE is_plausible
        AND hour <= 0 + 1e-9
        AND hour >= -2160 - 1e-9
)
SELECT
    site_id,
    course_id,
    place,
    analyte,
    hour,
    value,
    unit,
    own,
    CASE
        WHEN value <= 0 + 1e-9 THEN 'within'
        WHEN value > upper_limit + 1e-9 THEN 'high'
        WHEN value < lower_limit - 1e-9 THEN 'low'
        ELSE 'within'
    END AS side
FROM ranked
WHERE rank = 1
