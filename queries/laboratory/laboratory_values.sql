-- Title: Values with their grades
-- One row per: stored measurement and term of its analyte
-- Reads: graded_operands, graded_terms
-- Counts: all courses and hours, values that cannot be true among them. value, lower_limit, upper_limit and baseline are in the unit of the rule,
--   calcium as corrected; the limits are those that were used, from the row (`reported`) or normal_ranges (`default`). grade is NULL where
--   the value has none: why says `implausible`, `no_albumin`, `no_limit` or `no_baseline`.
-- Out of: stored measurements of analytes that the version grades
-- Agrees with: none
-- Source: measure book, grades from values, Elsewhere
-- Parameters: none
SELECT
    o.site_id,
    o.course_id,
    o.analyte,
    t.item AS term,
    o.hour,
    o.value,
    o.unit,
    o.lower_limit,
    o.upper_limit,
    o.lower_from,
    o.upper_from,
    o.baseline,
    o.grade,
    o.why
FROM graded_operands AS o
JOIN graded_terms AS t
    ON t.term = o.term
WHERE NOT o.is_baseline
