-- Title: Terms that values grade in the version
-- One row per: term of the version, by its item
-- Reads: ctcae_lab_grades, laboratory_terms, graded_by
-- Counts: item is the name of the term in CTCAE 5.0, with the version from which its rules are borrowed. counts: it counts in its organ system, for
--   it is neither borrowed nor apart.
-- Out of: terms with a rule in the version
-- Agrees with: none
-- Source: measure book, grades from values, What a value can show
-- Parameters: none
SELECT DISTINCT
    t.term,
    CASE WHEN r.borrowed IS NULL THEN t.term ELSE CONCAT(t.term, ' (CTCAE ', r.borrowed, ')') END AS item,
    t.organ_system,
    t.key = 'yes' AS is_key,
    r.borrowed IS NULL AND t.apart = 'no' AS counts
FROM ctcae_lab_grades AS r
JOIN graded_by AS g
    ON g.ctcae_version = r.ctcae_version
JOIN laboratory_terms AS t
    ON t.term = r.term
