-- One row per row of cm of a vasopressor.
SELECT * FROM _vasopressors
