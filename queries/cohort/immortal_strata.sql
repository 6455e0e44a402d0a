-- Title: Strata defined by a column known only after treatment began
-- One row per: stratum
-- Reads: course_strata
-- Counts: strata defined by a column known only after treatment began; survival is not estimated in them. If courses are
--   selected by such a column, this is a table of all strata
-- Out of: strata of selected courses
-- Agrees with: none
-- Source: measure book, Populations (immortal time)
-- Parameters: none
WITH later_columns AS (
    SELECT t.name
    FROM (
        VALUES
            ('best_response'),
            ('response_confirmed'),
            ('response_day'),
            ('progression_day'),
            ('last_assessment_day'),
            ('death_day'),
            ('last_contact_day'),
            ('death_cause')
    ) AS t(name)
)
SELECT DISTINCT s.stratum
FROM course_strata AS s
JOIN later_columns AS c
    ON CONCAT(';', s.stratum) LIKE CONCAT('%;', c.name, '=%')
