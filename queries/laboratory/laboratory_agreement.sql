-- Title: Agreement of reports with values
-- One row per: stratum, organ system and level
-- Reads: collected_strata, measured_courses, on_treatment_events, unassessed_organ_systems, graded_course_terms, graded_terms, organ_systems
-- Counts: of courses with a grade of 3 or more from values in the organ system those with a reported event of grade 3 or more of a term with such a value (term_reported), of any term of the organ system (system_reported); of courses with a reported event of grade 3 or more of a term that has a graded value, those
--   whose values of such a term reach grade 3 (laboratory_found)
-- Out of: as counted; the first two without courses in which the organ system was not assessed and has no event on treatment
-- Agrees with: laboratory.agreement
-- Source: measure book, grades from values
-- Parameters: none
WITH severe_events AS (
    SELECT DISTINCT
        site_id,
        course_id,
        organ_system,
        item_term AS term
    FROM on_treatment_events
    WHERE grade >= 3
),
severe_systems AS (
    SELECT DISTINCT
        site_id,
        course_id,
        organ_system
    FROM severe_events
),
terms_of_courses AS (
    SELECT
        m.stratum,
        m.site_id,
        m.course_id,
        t.organ_system,
        CASE WHEN g.grade >= 3 THEN 1 ELSE 0 END AS is_found,
        CASE WHEN e.term IS NULL THEN 0 ELSE 1 END AS is_reported,
        CASE WHEN s.organ_system IS NULL THEN 0 ELSE 1 END AS is_system_reported,
        CASE WHEN n.organ_system IS NULL THEN 1 ELSE 0 END AS is_assessed
    FROM measured_courses AS m
    JOIN graded_course_terms AS g
        ON g.site_id = m.site_id
        AND g.course_id = m.course_id
    JOIN graded_terms AS t
        ON t.term = g.term
    LEFT JOIN severe_events AS e
        ON e.site_id = m.site_id
        AND e.course_id = m.course_id
        AND e.term = t.term
    LEFT JOIN severe_systems AS s
        ON s.site_id = m.site_id
        AND s.course_id = m.course_id
        AND s.organ_system = t.organ_system
    LEFT JOIN unassessed_organ_systems AS n
        ON n.site_id = m.site_id
        AND n.course_id = m.course_id
        AND n.organ_system = t.organ_system
    WHERE m.measure = 'laboratory.agreement'
        AND t.counts
),
courses_of_systems AS (
    SELECT
        stratum,
        site_id,
        course_id,
        organ_system,
        MAX(is_found * is_assessed) AS is_found,
        MAX(is_found * is_reported) AS is_term_reported,
        MAX(is_system_reported) AS is_system_reported,
        MAX(is_reported) AS is_looked_for
    FROM terms_of_courses
    GROUP BY
        stratum,
        site_id,
        course_id,
        organ_system
),
levels AS (
    SELECT
        v.place,
        v.level
    FROM (
        VALUES
            (1, 'term_reported'),
            (2, 'system_reported'),
            (3, 'laboratory_found')
    ) AS v(place, level)
),
items AS (
    SELECT
        s.organ_system
    FROM organ_systems AS s
    WHERE EXISTS (SELECT 1 FROM graded_terms AS t WHERE t.organ_system = s.organ_system AND t.counts)
),
counts AS (
    SELECT
        k.stratum,
        i.organ_system,
        l.place,
        l.level,
        CAST(
            COALESCE(
                SUM(
                    CASE l.place
                        WHEN 1 THEN c.is_found * c.is_term_reported
                        WHEN 2 THEN c.is_found * c.is_system_reported
                        ELSE c.is_term_reported
                    END
                ),
                0
            ) AS BIGINT
        ) AS numerator,
        CAST(COALESCE(SUM(CASE WHEN l.place = 3 THEN c.is_looked_for ELSE c.is_found END), 0) AS BIGINT) AS denominator
    FROM collected_strata AS k
    CROSS JOIN items AS i
    CROSS JOIN levels AS l
    LEFT JOIN courses_of_systems AS c
        ON c.stratum = k.stratum
        AND c.organ_system = i.organ_system
    WHERE k.measure = 'laboratory.agreement'
    GROUP BY
        k.stratum,
        i.organ_system,
        l.place,
        l.level
)
SELECT
    'laboratory.agreement' AS measure,
    'course' AS unit,
    stratum,
    organ_system AS item,
    level,
    'proportion' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    item,
    place
