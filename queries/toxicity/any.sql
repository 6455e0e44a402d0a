-- Title: Patients, courses and cycles with any adverse event
-- One row per: unit, stratum and level
-- Reads: collected_strata, measured_courses, courses_assessed_for_toxicity, on_treatment_events, cycle_starts
-- Counts: units with an event on treatment: of any grade, of grade 3 or more, of grade 4 or more, of grade 5. worst_grade is 0 where no
--   event of the unit has a grade and NULL where the unit has no event. An event belongs to the cycle in which it began; one without an
--   onset belongs to no cycle.
-- Out of: treated patients; treated courses; treated cycles of courses with all starts known; at sites that collected the columns that the unit
--   needs. Courses in which no organ system was assessed and that have no event are excluded, and patients with only such courses
-- Agrees with: toxicity.any
-- Source: measure book, toxicity
-- Parameters: none
WITH course_events AS (
    SELECT
        m.unit,
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id,
        CASE WHEN e.site_id IS NOT NULL THEN COALESCE(e.grade, 0) END AS grade
    FROM measured_courses AS m
    JOIN courses_assessed_for_toxicity AS a
        ON a.site_id = m.site_id
        AND a.course_id = m.course_id
    LEFT JOIN on_treatment_events AS e
        ON e.site_id = m.site_id
        AND e.course_id = m.course_id
    WHERE m.measure = 'toxicity.any'
        AND m.unit <> 'cycle'
),
cycle_events AS (
    SELECT
        m.unit,
        m.stratum,
        m.site_id,
        m.course_id,
        c.cycle,
        CASE WHEN e.site_id IS NOT NULL THEN COALESCE(e.grade, 0) END AS grade
    FROM measured_courses AS m
    JOIN courses_assessed_for_toxicity AS a
        ON a.site_id = m.site_id
        AND a.course_id = m.course_id
    JOIN cycle_starts AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    LEFT JOIN on_treatment_events AS e
        ON e.site_id = c.site_id
        AND e.course_id = c.course_id
        AND (c.is_first OR e.onset_hour >= c.start_hour - 1e-9)
        AND (c.next_start_hour IS NULL OR e.onset_hour < c.next_start_hour - 1e-9)
        AND e.onset_hour IS NOT NULL
    WHERE m.measure = 'toxicity.any'
        AND m.unit = 'cycle'
),
counted_units AS (
    SELECT
        unit,
        stratum,
        MAX(grade) AS worst_grade
    FROM course_events
    GROUP BY
        unit,
        stratum,
        site_id,
        patient_id,
        CASE WHEN unit = 'course' THEN course_id END
    UNION ALL
    SELECT
        unit,
        stratum,
        MAX(grade) AS worst_grade
    FROM cycle_events
    GROUP BY
        unit,
        stratum,
        site_id,
        course_id,
        cycle
),
levels AS (
    SELECT
        v.place,
        v.level,
        v.lowest_grade,
        v.highest_grade
    FROM (
        VALUES
            (1, 'any', 0, 5),
            (2, 'ge3', 3, 5),
            (3, 'ge4', 4, 5),
            (4, '5', 5, 5)
    ) AS v(place, level, lowest_grade, highest_grade)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        l.place,
        l.level,
        CAST(SUM(CASE WHEN u.worst_grade BETWEEN l.lowest_grade AND l.highest_grade THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(u.unit) AS denominator
    FROM collected_strata AS k
    CROSS JOIN levels AS l
    LEFT JOIN counted_units AS u
        ON u.unit = k.unit
        AND u.stratum = k.stratum
    WHERE k.measure = 'toxicity.any'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        l.place,
        l.level
)
SELECT
    measure,
    unit,
    stratum,
    'all' AS item,
    level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    unit,
    stratum,
    place
