-- Title: Toxicity by organ system, reported or by values
-- One row per: unit, stratum, organ system and level
-- Reads: collected_strata, measured_courses, on_treatment_events, unassessed_organ_systems, organ_systems, graded_course_terms, graded_terms
-- Counts: units by the worse of the events on treatment (one without a grade counts as any grade) and the grades from values of terms that count
-- Out of: treated units, without courses in which the organ system was not assessed and that have neither an event on treatment nor a graded value of it
-- Agrees with: laboratory.combined
-- Source: measure book, grades from values
-- Parameters: none
WITH counted_units AS (
    SELECT
        m.unit,
        m.stratum,
        o.organ_system AS item,
        MAX(GREATEST(COALESCE(e.grade, 0), COALESCE(v.grade, 0))) AS grade
    FROM measured_courses AS m
    CROSS JOIN organ_systems AS o
    LEFT JOIN (
        SELECT
            site_id,
            course_id,
            organ_system,
            MAX(COALESCE(CASE WHEN grade > 4 THEN 4 ELSE grade END, 1)) AS grade
        FROM on_treatment_events
        GROUP BY
            site_id,
            course_id,
            organ_system
    ) AS e
        ON e.site_id = m.site_id
        AND e.course_id = m.course_id
        AND e.organ_system = o.organ_system
    LEFT JOIN (
        SELECT
            g.site_id,
            g.course_id,
            t.organ_system,
            MAX(g.grade) AS grade
        FROM graded_course_terms AS g
        JOIN graded_terms AS t
            ON t.term = g.term
        WHERE t.counts
        GROUP BY
            g.site_id,
            g.course_id,
            t.organ_system
    ) AS v
        ON v.site_id = m.site_id
        AND v.course_id = m.course_id
        AND v.organ_system = o.organ_system
    LEFT JOIN unassessed_organ_systems AS n
        ON n.site_id = m.site_id
        AND n.course_id = m.course_id
        AND n.organ_system = o.organ_system
    WHERE m.measure = 'laboratory.combined'
        AND (n.organ_system IS NULL OR v.grade IS NOT NULL)
    GROUP BY
        m.unit,
        m.stratum,
        o.organ_system,
        m.site_id,
        m.patient_id,
        CASE WHEN m.unit = 'course' THEN m.course_id END
),
items AS (
    SELECT
        organ_system AS item
    FROM organ_systems
),
levels AS (
    SELECT
        v.place,
        v.level,
        v.lowest_grade,
        v.highest_grade
    FROM (
        VALUES
            (1, 'any', 1, 4),
            (2, 'ge3', 3, 4),
            (3, 'ge4', 4, 4)
    ) AS v(place, level, lowest_grade, highest_grade)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        i.item,
        l.place,
        l.level,
        CAST(SUM(CASE WHEN u.grade BETWEEN l.lowest_grade AND l.highest_grade THEN 1 ELSE 0 END) AS BIGINT) AS numerator,
        COUNT(u.grade) AS denominator
    FROM collected_strata AS k
    CROSS JOIN items AS i
    CROSS JOIN levels AS l
    LEFT JOIN counted_units AS u
        ON u.unit = k.unit
        AND u.stratum = k.stratum
        AND u.item = i.item
    WHERE k.measure = 'laboratory.combined'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        i.item,
        l.place,
        l.level
)
SELECT
    measure,
    unit,
    stratum,
    item,
    level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    unit,
    stratum,
    item,
    place
