-- A row where the export has a laboratory value.
SELECT name FROM records_cells WHERE name LIKE 'lab\_%' AND name NOT IN ('lab_course', 'lab_time')
