-- Title: Doses of the cycle given before the first vasopressor
-- One row per: stratum, level and statistic
-- Reads: collected_strata, measured_courses, treated_courses, vasopressor_courses, cycle_starts, counted_doses
-- Counts: given doses of the cycle in which the first counted infusion began, with an hour at or before its start; of infusions that
--   began in cycle 1, in cycle 2, and of all
-- Out of: treated courses with a vasopressor in which every given dose has an hour
-- Agrees with: vasopressor.first_dose
-- Source: measure book, vasopressor
-- Parameters: none
WITH amounts AS (
    SELECT
        m.stratum,
        c.cycle,
        CAST(SUM(CASE WHEN d.hour <= v.first_start_hour + 1e-9 THEN 1 ELSE 0 END) AS DOUBLE) AS amount
    FROM measured_courses AS m
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    JOIN vasopressor_courses AS v
        ON v.site_id = t.site_id
        AND v.course_id = t.course_id
    JOIN cycle_starts AS c
        ON c.site_id = v.site_id
        AND c.course_id = v.course_id
        AND (c.is_first OR v.first_start_hour >= c.start_hour - 1e-9)
        AND (c.next_start_hour IS NULL OR v.first_start_hour < c.next_start_hour - 1e-9)
    JOIN counted_doses AS d
        ON d.site_id = c.site_id
        AND d.course_id = c.course_id
        AND d.cycle = c.cycle
    WHERE m.measure = 'vasopressor.first_dose'
        AND m.unit = 'course'
        AND t.hours_known
        AND d.status = 'given'
    GROUP BY
        m.stratum,
        c.cycle,
        m.site_id,
        m.course_id
),
levels AS (
    SELECT
        t.level_place,
        t.level,
        t.level_cycle
    FROM (
        VALUES
            (1, 'cycle_1', 1),
            (2, 'cycle_2', 2),
            (3, 'all', NULL)
    ) AS t(level_place, level, level_cycle)
),
summaries AS (
    SELECT
        s.stratum,
        l.level_place,
        l.level,
        COUNT(a.amount) AS units,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY a.amount) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY a.amount) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY a.amount) AS q3,
        MIN(a.amount) AS lowest,
        MAX(a.amount) AS highest
    FROM collected_strata AS s
    CROSS JOIN levels AS l
    LEFT JOIN amounts AS a
        ON a.stratum = s.stratum
        AND (l.level_cycle IS NULL OR a.cycle = l.level_cycle)
    WHERE s.measure = 'vasopressor.first_dose'
        AND s.unit = 'course'
    GROUP BY
        s.stratum,
        l.level_place,
        l.level
),
statistics AS (
    SELECT
        t.place,
        t.statistic
    FROM (
        VALUES
            (1, 'median'),
            (2, 'q1'),
            (3, 'q3'),
            (4, 'min'),
            (5, 'max')
    ) AS t(place, statistic)
)
SELECT
    'vasopressor.first_dose' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
    level,
    statistic,
    CASE statistic
        WHEN 'median' THEN median
        WHEN 'q1' THEN q1
        WHEN 'q3' THEN q3
        WHEN 'min' THEN lowest
        WHEN 'max' THEN highest
    END AS value,
    CAST(NULL AS BIGINT) AS numerator,
    units AS denominator
FROM summaries
CROSS JOIN statistics
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    level_place,
    place
