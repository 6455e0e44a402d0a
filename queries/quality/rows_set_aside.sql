-- Title: Quarantined rows, by file and class
-- One row per: file and class that occurs in it, or file without quarantined rows
-- Reads: ledger, quarantine
-- Counts: quarantined rows by class; the table quarantine has the rule and line of each. A file without quarantined rows has one row with an
--   empty class and 0. Rows made by a mapping are counted under the mapping's file (`north/doses.sql`), although quarantine
--   names their raw file; rows of raw files that did not reach the SQL have a rule that begins with `raw.`.
-- Out of: rows read from the file
-- Agrees with: none
-- Source: data model, What becomes of a bad row
-- Parameters: none
WITH counted AS (
    SELECT
        q.class,
        CASE
            WHEN l.rows_in_sql IS NOT NULL AND q.rule NOT LIKE 'raw.%'
                THEN split_part(q.file, '/', 1) || '/' || split_part(q.rule, '.', 1) || '.sql'
            ELSE q.file
        END AS file
    FROM quarantine AS q
    LEFT JOIN ledger AS l
        ON l.file = q.file
),

classes AS (
    SELECT
        c.file,
        c.class,
        COUNT(*) AS rows_of_class
    FROM counted AS c
    GROUP BY
        c.file,
        c.class
)

SELECT
    l.file,
    l.table AS table_name,
    l.rows_read,
    l.rows_stored,
    COALESCE(c.class, '') AS class,
    COALESCE(c.rows_of_class, 0) AS rows_set_aside,
    CAST(COALESCE(c.rows_of_class, 0) AS DOUBLE) / NULLIF(l.rows_read, 0) AS share
FROM ledger AS l
LEFT JOIN classes AS c
    ON c.file = l.file
ORDER BY
    l.file,
    class
