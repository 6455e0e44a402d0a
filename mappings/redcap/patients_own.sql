-- The site's own columns of patients: the fields px_… as x_…, of each the first value.
SELECT record_id AS patient_id,
       'x_' || substr(field, 4) AS own,
       value,
       _file,
       _line
FROM _fields
WHERE field LIKE 'px\_%'
