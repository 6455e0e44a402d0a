-- A row where the export has boxes of organ systems that were not assessed.
SELECT name FROM records_cells WHERE name LIKE 'not\_assessed\_\_\_%'
