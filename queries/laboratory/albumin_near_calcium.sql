-- Title: Albumin beside total calcium
-- One row per: plausible total calcium with an albumin within 24 h
-- Reads: read_measurements
-- Counts: the nearest plausible albumin of the course, of equally near ones the earlier, of equal hours the lowest; in g/dL and in g/L
-- Out of: plausible measurements of calcium
-- Agrees with: none
-- Source: measure book, grades from values, Total calcium
-- Parameters: none
WITH pairs AS (
    SELECT
        c.site_id,
        c.course_id,
        c.place,
        CASE WHEN a.unit = 'g/dL' THEN a.value ELSE a.own END AS grams_per_deciliter,
        CASE WHEN a.unit = 'g/L' THEN a.value ELSE a.own * 10 END AS grams_per_liter,
        ROW_NUMBER() OVER (
            PARTITION BY c.site_id, c.course_id, c.place
            ORDER BY ROUND(ABS(a.hour - c.hour), 8), ROUND(a.hour, 8), a.own, a.place
        ) AS rank
    FROM read_measurements AS c
    JOIN read_measurements AS a
        ON a.site_id = c.site_id
        AND a.course_id = c.course_id
    WHERE c.analyte = 'calcium'
        AND c.is_plausible
        AND a.analyte = 'albumin'
        AND a.is_plausible
        AND ABS(a.hour - c.hour) <= 24 + 1e-9
)
SELECT
    site_id,
    course_id,
    place,
    grams_per_deciliter,
    grams_per_liter
FROM pairs
WHERE rank = 1
