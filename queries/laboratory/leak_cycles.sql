-- Title: The parts of the capillary leak proxy by cycle
-- One row per: treated cycle
-- Reads: leak_windows, read_measurements, counting_vasopressors
-- Counts: albumin, weight_gain (the highest percentage above baseline) and pressure after the cycle's start and up to its window's end; 1 yes, 0
--   no, NULL unknown. is_present: two of albumin, a gain of 5 percent and pressure. net_fluid is the highest running total of fluid, in liters.
-- Out of: treated cycles
-- Agrees with: none
-- Source: measure book, The capillary leak proxy
-- Parameters: none
WITH values_of_cycles AS (
    SELECT
        w.site_id,
        w.course_id,
        w.cycle,
        v.analyte,
        v.hour,
        v.own,
        v.hour > w.start_hour + 1e-9 AS is_after
    FROM leak_windows AS w
    JOIN read_measurements AS v
        ON v.site_id = w.site_id
        AND v.course_id = w.course_id
    WHERE v.analyte IN ('albumin', 'weight', 'systolic_bp', 'fluid_balance_24h')
        AND v.is_plausible
        AND v.hour >= w.start_hour - 168 - 1e-9
        AND v.hour <= w.end_hour + 1e-9
),
ranked_baselines AS (
    SELECT
        site_id,
        course_id,
        cycle,
        analyte,
        own,
        ROW_NUMBER() OVER (PARTITION BY site_id, course_id, cycle, analyte ORDER BY ROUND(hour, 8) DESC, own) AS rank
    FROM values_of_cycles
    WHERE NOT is_after
),
baselines AS (
    SELECT
        site_id,
        course_id,
        cycle,
        MAX(CASE WHEN analyte = 'albumin' THEN own END) AS albumin,
        MAX(CASE WHEN analyte = 'weight' THEN own END) AS weight
    FROM ranked_baselines
    WHERE rank = 1
    GROUP BY
        site_id,
        course_id,
        cycle
),
extremes AS (
    SELECT
        site_id,
        course_id,
        cycle,
        MIN(CASE WHEN analyte = 'albumin' THEN own END) AS albumin,
        MAX(CASE WHEN analyte = 'weight' THEN own END) AS weight,
        COUNT(CASE WHEN analyte = 'systolic_bp' THEN 1 END) AS pressures
    FROM values_of_cycles
    WHERE is_after
    GROUP BY
        site_id,
        course_id,
        cycle
),
hours AS (
    SELECT
        site_id,
        course_id,
        cycle,
        MIN(hour) AS hour,
        CASE WHEN MAX(own) < 90 - 1e-9 THEN 1 ELSE 0 END AS is_beyond
    FROM values_of_cycles
    WHERE is_after
        AND analyte = 'systolic_bp'
    GROUP BY
        site_id,
        course_id,
        cycle,
        ROUND(hour, 8)
),
marked_hours AS (
    SELECT
        site_id,
        course_id,
        cycle,
        hour,
        is_beyond,
        CASE
            WHEN is_beyond = 1
                AND LAG(is_beyond) OVER (PARTITION BY site_id, course_id, cycle ORDER BY hour) = 1
                AND hour <= LAG(hour) OVER (PARTITION BY site_id, course_id, cycle ORDER BY hour) + 6 + 1e-9
                THEN 0
            ELSE 1
        END AS begins
    FROM hours
),
numbered_hours AS (
    SELECT
        site_id,
        course_id,
        cycle,
        hour,
        is_beyond,
        SUM(begins) OVER (PARTITION BY site_id, course_id, cycle ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
    FROM marked_hours
),
runs AS (
    SELECT
        site_id,
        course_id,
        cycle,
        run
    FROM numbered_hours
    WHERE is_beyond = 1
    GROUP BY
        site_id,
        course_id,
        cycle,
        run
    HAVING MAX(hour) - MIN(hour) >= 0.5 - 1e-9
),
low_pressures AS (
    SELECT
        site_id,
        course_id,
        cycle
    FROM runs
    UNION
    SELECT
        w.site_id,
        w.course_id,
        w.cycle
    FROM leak_windows AS w
    JOIN counting_vasopressors AS p
        ON p.site_id = w.site_id
        AND p.course_id = w.course_id
    WHERE p.start_hour <= w.end_hour + 1e-9
        AND (p.stop_hour IS NULL OR p.stop_hour >= w.start_hour - 1e-9)
),
fluids AS (
    SELECT
        site_id,
        course_id,
        cycle,
        MIN(hour) AS hour,
        SUM(own) AS fluid
    FROM values_of_cycles
    WHERE is_after
        AND analyte = 'fluid_balance_24h'
    GROUP BY
        site_id,
        course_id,
        cycle,
        ROUND(hour, 8)
),
totals AS (
    SELECT
        site_id,
        course_id,
        cycle,
        SUM(fluid) OVER (
            PARTITION BY site_id, course_id, cycle
            ORDER BY hour
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS total
    FROM fluids
),
net_fluids AS (
    SELECT
        site_id,
        course_id,
        cycle,
        MAX(total) / 1000 AS net_fluid
    FROM totals
    GROUP BY
        site_id,
        course_id,
        cycle
),
parts AS (
    SELECT
        w.site_id,
        w.patient_id,
        w.course_id,
        w.cycle,
        CASE
            WHEN b.albumin IS NULL OR e.albumin IS NULL THEN NULL
            WHEN e.albumin < 3 - 1e-9 AND e.albumin < b.albumin - 1e-9 THEN 1
            WHEN e.albumin <= b.albumin - 0.5 + 1e-9 THEN 1
            ELSE 0
        END AS albumin,
        100 * (e.weight - b.weight) / b.weight AS weight_gain,
        CASE WHEN p.cycle IS NOT NULL THEN 1 WHEN e.pressures > 0 THEN 0 END AS pressure,
        f.net_fluid
    FROM leak_windows AS w
    LEFT JOIN baselines AS b
        ON b.site_id = w.site_id
        AND b.course_id = w.course_id
        AND b.cycle = w.cycle
    LEFT JOIN extremes AS e
        ON e.site_id = w.site_id
        AND e.course_id = w.course_id
        AND e.cycle = w.cycle
    LEFT JOIN low_pressures AS p
        ON p.site_id = w.site_id
        AND p.course_id = w.course_id
        AND p.cycle = w.cycle
    LEFT JOIN net_fluids AS f
        ON f.site_id = w.site_id
        AND f.course_id = w.course_id
        AND f.cycle = w.cycle
),
counted_parts AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        cycle,
        albumin,
        weight_gain,
        pressure,
        net_fluid,
        COALESCE(albumin, 0) + COALESCE(pressure, 0) + CASE WHEN weight_gain >= 5 - 1e-9 THEN 1 ELSE 0 END AS yes,
        CASE WHEN albumin IS NULL THEN 1 ELSE 0 END + CASE WHEN pressure IS NULL THEN 1 ELSE 0 END
            + CASE WHEN weight_gain IS NULL THEN 1 ELSE 0 END AS unknown
    FROM parts
)
SELECT
    site_id,
    patient_id,
    course_id,
    cycle,
    albumin,
    weight_gain,
    pressure,
    net_fluid,
    CASE WHEN yes >= 2 THEN 1 WHEN yes + unknown < 2 THEN 0 END AS is_present
FROM counted_parts
