-- Title: Deviations of given doses
-- One row per: stratum and deviation that was collected
-- Reads: collected_strata, measured_courses, treated_courses, counted_doses
-- Counts: given doses. `beyond_10_percent`: iu_per_kg differs from planned_iu_per_kg by more than 10% of it; `interval_under_7_h`: fewer
--   than 7 h after the previous given dose of its cycle; `above_the_plan`: dose_number above planned_doses_per_cycle. The tolerance is
--   1e-9. The first two are counted at sites that collected the column they need, as if each were a measure.
-- Out of: given doses with iu_per_kg; given doses with a previous given dose in the cycle, both with an hour; given doses of courses
--   with a plan
-- Agrees with: exposure.dose_deviation
-- Source: measure book, exposure
-- Parameters: none
WITH given_doses AS (
    SELECT
        t.site_id,
        t.course_id,
        d.dose_number,
        d.iu_per_kg,
        d.hour,
        t.planned_iu_per_kg,
        t.planned_cycles,
        t.planned_doses_per_cycle,
        LAG(d.hour) OVER (PARTITION BY d.site_id, d.course_id, d.cycle ORDER BY d.dose_number) AS hour_before
    FROM treated_courses AS t
    JOIN counted_doses AS d
        ON d.site_id = t.site_id
        AND d.course_id = t.course_id
    WHERE d.status = 'given'
),
deviations AS (
    SELECT
        site_id,
        course_id,
        'exposure.dose_deviation/beyond_10_percent' AS measure,
        CASE WHEN ABS(iu_per_kg / planned_iu_per_kg - 1) > 0.1 + 1e-9 THEN 1 ELSE 0 END AS deviates
    FROM given_doses
    WHERE iu_per_kg IS NOT NULL
    UNION ALL
    SELECT
        site_id,
        course_id,
        'exposure.dose_deviation/interval_under_7_h' AS measure,
        CASE WHEN hour - hour_before < 7 - 1e-9 THEN 1 ELSE 0 END AS deviates
    FROM given_doses
    WHERE hour IS NOT NULL
        AND hour_before IS NOT NULL
    UNION ALL
    SELECT
        site_id,
        course_id,
        'exposure.dose_deviation' AS measure,
        CASE WHEN dose_number > planned_doses_per_cycle THEN 1 ELSE 0 END AS deviates
    FROM given_doses
    WHERE planned_cycles IS NOT NULL
        AND planned_doses_per_cycle IS NOT NULL
),
doses_of_deviations AS (
    SELECT
        m.measure,
        m.unit,
        m.stratum,
        d.deviates
    FROM measured_courses AS m
    JOIN deviations AS d
        ON d.site_id = m.site_id
        AND d.course_id = m.course_id
        AND d.measure = m.measure
),
items AS (
    SELECT
        v.place,
        v.measure,
        v.item
    FROM (
        VALUES
            (1, 'exposure.dose_deviation/beyond_10_percent', 'beyond_10_percent'),
            (2, 'exposure.dose_deviation/interval_under_7_h', 'interval_under_7_h'),
            (3, 'exposure.dose_deviation', 'above_the_plan')
    ) AS v(place, measure, item)
),
counts AS (
    SELECT
        k.unit,
        k.stratum,
        i.place,
        i.item,
        CAST(COALESCE(SUM(d.deviates), 0) AS BIGINT) AS numerator,
        COUNT(d.deviates) AS denominator
    FROM collected_strata AS k
    JOIN items AS i
        ON i.measure = k.measure
    LEFT JOIN doses_of_deviations AS d
        ON d.measure = k.measure
        AND d.unit = k.unit
        AND d.stratum = k.stratum
    GROUP BY
        k.unit,
        k.stratum,
        i.place,
        i.item
)
SELECT
    'exposure.dose_deviation' AS measure,
    unit,
    stratum,
    item,
    'all' AS level,
    'ratio' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    place
