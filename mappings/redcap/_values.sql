-- Every value of the export, one per row, with the record that it belongs to. A missing data code
-- is no value. `written` is the header as the dictionary writes it, `field` the field that is read.
WITH named AS (
  SELECT _file, _line, name AS field, value, header,
         regexp_replace(
           regexp_replace(lower(header), '^[^a-z0-9_]+|[^a-z0-9_]+$', '', 'g'),
           '[^a-z0-9_]+', '_', 'g') AS written
  FROM records_cells
  WHERE value IS NOT NULL
)
SELECT named._file, named._line, records.record_id, named.field, named.written, named.header,
       named.value
FROM named
LEFT ANTI JOIN _missing_codes ON named.value = _missing_codes.code
JOIN records ON named._file = records._file AND named._line = records._line
