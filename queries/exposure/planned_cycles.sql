-- Title: How cycles ended
-- One row per: planned or recorded cycle of a treated course with a plan
-- Reads: treated_courses, recorded_cycles
-- Counts: doses planned and given of the cycle, and how it ended: not_begun without a given dose, completed where every planned dose was
--   given, to_the_end where a dose was given with a number at or above the number planned, else ended_early. A planned cycle
--   without a row is not_begun.
-- Out of: cycles 1 to planned_cycles, and further recorded ones
-- Agrees with: none
-- Source: measure book, exposure
-- Parameters: none
WITH numbers AS (
    SELECT
        v.number
    FROM (
        VALUES
            (1),
            (2),
            (3),
            (4),
            (5),
            (6),
            (7),
            (8),
            (9),
            (10)
    ) AS v(number)
),
courses_with_plan AS (
    SELECT
        site_id,
        course_id,
        planned_cycles,
        planned_doses_per_cycle
    FROM treated_courses
    WHERE planned_cycles IS NOT NULL
        AND planned_doses_per_cycle IS NOT NULL
),
all_cycles AS (
    SELECT
        p.site_id,
        p.course_id,
        r.cycle,
        r.doses_planned,
        r.doses_recorded,
        r.doses_given,
        r.last_given_number
    FROM courses_with_plan AS p
    JOIN recorded_cycles AS r
        ON r.site_id = p.site_id
        AND r.course_id = p.course_id
    UNION ALL
    SELECT
        p.site_id,
        p.course_id,
        CAST(n.number AS BIGINT) AS cycle,
        p.planned_doses_per_cycle AS doses_planned,
        CAST(0 AS BIGINT) AS doses_recorded,
        CAST(0 AS BIGINT) AS doses_given,
        CAST(NULL AS BIGINT) AS last_given_number
    FROM courses_with_plan AS p
    JOIN numbers AS n
        ON n.number <= p.planned_cycles
    LEFT JOIN recorded_cycles AS r
        ON r.site_id = p.site_id
        AND r.course_id = p.course_id
        AND r.cycle = n.number
    WHERE r.cycle IS NULL
)
SELECT
    site_id,
    course_id,
    cycle,
    doses_planned,
    doses_recorded,
    doses_given,
    last_given_number,
    CASE
        WHEN doses_given = 0 THEN 'not_begun'
        WHEN doses_given = doses_planned THEN 'completed'
        WHEN last_given_number >= doses_planned THEN 'to_the_end'
        ELSE 'ended_early'
    END AS outcome
FROM all_cycles
