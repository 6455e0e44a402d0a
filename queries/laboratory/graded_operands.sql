-- Title: Grades of values by the tests of their rule
-- One row per: measurement and term of its analyte; and once more for a baseline as a value
-- Reads: rule_operands, ctcae_lab_tests, graded_by
-- Counts: grade is the highest whose cell is true, 0 where all are false, else NULL. A test is true (2), false (0) or unknown (1) where an operand
--   is absent; a clause is the least of its tests, a cell the greatest of its clauses. why names what is absent: the first operand of the
--   first unknown clause of the first unknown cell. is_above_abnormal_baseline: graded by a rule for a high or low baseline, and above it.
-- Out of: rows of rule_operands
-- Agrees with: none
-- Source: measure book, grades from values, The grammar of a rule
-- Parameters: none
WITH tests AS (
    SELECT
        CAST(t.rule AS BIGINT) AS rule,
        CAST(t.grade AS BIGINT) AS grade,
        CAST(t.clause AS BIGINT) AS clause,
        CAST(t.test AS BIGINT) AS test,
        t.quantity,
        t.quantity_if_absent,
        t.comparison,
        CAST(t.factor AS DOUBLE) AS factor,
        t.reference,
        t.reference_if_absent,
        CAST(t.number AS DOUBLE) AS number,
        g.assumes_clinical
    FROM ctcae_lab_tests AS t
    JOIN graded_by AS g
        ON g.ctcae_version = t.ctcae_version
),
sides AS (
    SELECT
        o.site_id,
        o.course_id,
        o.place,
        o.is_baseline,
        o.term,
        t.grade,
        t.clause,
        t.test,
        t.quantity,
        t.quantity_if_absent,
        t.comparison,
        t.reference,
        t.reference_if_absent,
        t.assumes_clinical,
        CASE t.quantity WHEN 'x' THEN o.value WHEN 'd' THEN 100 * (o.value - o.baseline) / o.baseline END AS left_side,
        CASE
            WHEN t.reference IS NULL THEN t.number
            ELSE t.factor * CASE t.reference WHEN 'LLN' THEN o.lower_limit WHEN 'ULN' THEN o.upper_limit WHEN 'BL' THEN o.baseline END + t.number
        END AS right_side
    FROM rule_operands AS o
    JOIN tests AS t
        ON t.rule = o.rule
    WHERE o.not_gradable IS NULL
),
truths AS (
    SELECT
        site_id,
        course_id,
        place,
        is_baseline,
        term,
        grade,
        clause,
        test,
        CASE WHEN left_side IS NULL OR reference = 'BL' THEN 'no_baseline' ELSE 'no_limit' END AS absent,
        CASE
            WHEN quantity = 'CLINICAL' THEN CASE WHEN assumes_clinical = 'true' THEN 2 ELSE 0 END
            WHEN is_baseline AND (quantity = 'd' OR COALESCE(reference, '') = 'BL') THEN 0
            WHEN left_side IS NULL AND quantity_if_absent = 'false' THEN 0
            WHEN right_side IS NULL AND reference_if_absent = 'false' THEN 0
            WHEN left_side IS NULL OR right_side IS NULL THEN 1
            WHEN comparison = '<' AND left_side < right_side - 1e-9 THEN 2
            WHEN comparison = '<=' AND left_side <= right_side + 1e-9 THEN 2
            WHEN comparison = '>' AND left_side > right_side + 1e-9 THEN 2
            WHEN comparison = '>=' AND left_side >= right_side - 1e-9 THEN 2
            ELSE 0
        END AS truth
    FROM sides
),
clauses AS (
    SELECT
        site_id,
        course_id,
        place,
        is_baseline,
        term,
        grade,
        clause,
        MIN(truth) AS truth,
        MIN(CASE WHEN truth = 1 THEN test * 2 + CASE absent WHEN 'no_baseline' THEN 1 ELSE 0 END END) AS first_absent
    FROM truths
    GROUP BY
        site_id,
        course_id,
        place,
        is_baseline,
        term,
        grade,
        clause
),
cells AS (
    SELECT
        site_id,
        course_id,
        place,
        is_baseline,
        term,
        grade,
        MAX(truth) AS truth,
        MIN(CASE WHEN truth = 1 THEN clause * 100 + first_absent END) AS first_absent
    FROM clauses
    GROUP BY
        site_id,
        course_id,
        place,
        is_baseline,
        term,
        grade
),
grades AS (
    SELECT
        site_id,
        course_id,
        place,
        is_baseline,
        term,
        MAX(truth) AS truth,
        MAX(CASE WHEN truth = 2 THEN grade ELSE 0 END) AS grade,
        MIN(CASE WHEN truth = 1 THEN grade * 10000 + first_absent END) AS first_absent
    FROM cells
    GROUP BY
        site_id,
        course_id,
        place,
        is_baseline,
        term
)
SELECT
    o.site_id,
    o.course_id,
    o.place,
    o.is_baseline,
    o.analyte,
    o.term,
    o.hour,
    o.value,
    o.unit,
    o.lower_limit,
    o.upper_limit,
    o.lower_from,
    o.upper_from,
    o.baseline,
    CASE WHEN o.not_gradable IS NULL AND g.truth <> 1 THEN g.grade END AS grade,
    CASE
        WHEN o.not_gradable IS NOT NULL THEN o.not_gradable
        WHEN g.truth <> 1 THEN ''
        WHEN g.first_absent % 2 = 1 THEN 'no_baseline'
        ELSE 'no_limit'
    END AS why,
    COALESCE(o.baseline_kind IN ('high', 'low') AND o.value > o.baseline + 1e-9, FALSE) AS is_above_abnormal_baseline
FROM rule_operands AS o
LEFT JOIN grades AS g
    ON g.site_id = o.site_id
    AND g.course_id = o.course_id
    AND g.place = o.place
    AND g.is_baseline = o.is_baseline
    AND g.term = o.term
