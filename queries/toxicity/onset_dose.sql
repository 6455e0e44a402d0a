-- Title: Dose of the cycle at onset of the first grade 3 or higher event
-- One row per: stratum, organ system, level and statistic
-- Reads: collected_strata, measured_courses, treated_courses, first_severe_events, cycle_starts, counted_doses, organ_systems
-- Counts: given doses of the cycle in which the first event of grade 3 or more in the organ system began, with an hour at or before its
--   onset; of events that began in cycle 1, in cycle 2, and of all
-- Out of: treated courses with such an event in which every given dose has an hour
-- Agrees with: toxicity.onset_dose
-- Source: measure book, toxicity
-- Parameters: none
WITH amounts AS (
    SELECT
        m.unit,
        m.stratum,
        f.organ_system,
        c.cycle,
        CAST(SUM(CASE WHEN d.hour <= f.onset_hour + 1e-9 THEN 1 ELSE 0 END) AS DOUBLE) AS amount
    FROM measured_courses AS m
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    JOIN first_severe_events AS f
        ON f.site_id = t.site_id
        AND f.course_id = t.course_id
    JOIN cycle_starts AS c
        ON c.site_id = f.site_id
        AND c.course_id = f.course_id
        AND (c.is_first OR f.onset_hour >= c.start_hour - 1e-9)
        AND (c.next_start_hour IS NULL OR f.onset_hour < c.next_start_hour - 1e-9)
    JOIN counted_doses AS d
        ON d.site_id = c.site_id
        AND d.course_id = c.course_id
        AND d.cycle = c.cycle
    WHERE m.measure = 'toxicity.onset_dose'
        AND t.hours_known
        AND d.status = 'given'
    GROUP BY
        m.unit,
        m.stratum,
        f.organ_system,
        c.cycle,
        m.site_id,
        m.course_id
),
levels AS (
    SELECT
        v.level_place,
        v.level,
        v.level_cycle
    FROM (
        VALUES
            (1, 'cycle_1', 1),
            (2, 'cycle_2', 2),
            (3, 'all', NULL)
    ) AS v(level_place, level, level_cycle)
),
summaries AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        l.level_place,
        l.level,
        COUNT(a.amount) AS units,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a.amount) AS middle,
        PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY a.amount) AS lower_quarter,
        PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY a.amount) AS upper_quarter,
        MIN(a.amount) AS lowest,
        MAX(a.amount) AS highest
    FROM collected_strata AS k
    CROSS JOIN organ_systems AS o
    CROSS JOIN levels AS l
    LEFT JOIN amounts AS a
        ON a.unit = k.unit
        AND a.stratum = k.stratum
        AND a.organ_system = o.organ_system
        AND (l.level_cycle IS NULL OR a.cycle = l.level_cycle)
    WHERE k.measure = 'toxicity.onset_dose'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        l.level_place,
        l.level
),
statistics AS (
    SELECT
        v.place,
        v.statistic
    FROM (
        VALUES
            (1, 'median'),
            (2, 'q1'),
            (3, 'q3'),
            (4, 'min'),
            (5, 'max')
    ) AS v(place, statistic)
)
SELECT
    s.measure,
    s.unit,
    s.stratum,
    s.organ_system AS item,
    s.level,
    n.statistic,
    CASE n.statistic
        WHEN 'median' THEN s.middle
        WHEN 'q1' THEN s.lower_quarter
        WHEN 'q3' THEN s.upper_quarter
        WHEN 'min' THEN s.lowest
        WHEN 'max' THEN s.highest
    END AS value,
    CAST(NULL AS BIGINT) AS numerator,
    s.units AS denominator
FROM summaries AS s
CROSS JOIN statistics AS n
ORDER BY
    stratum,
    item,
    s.level_place,
    n.place
