-- Title: Quarantined rows, by file and class
-- One row per: file and class of fault that occurs in it, or file without any
-- Reads: ledger, quarantine
-- Counts: rows quarantined, by the class of the fault; quarantine has the rule and the line of each. A file without any has one row with an
--   empty class and 0.
-- Out of: rows read from the file
-- Agrees with: none
-- Source: data model, What becomes of a bad row
-- Parameters: none
WITH classes AS (
    SELECT
        q.file,
        q.class,
        COUNT(*) AS rows_of_class
    FROM quarantine AS q
    GROUP BY
        q.file,
        q.class
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
