-- A row where the export has boxes of supportive medicines.
SELECT name FROM records_cells WHERE name LIKE 'supportive\_\_\_%'
