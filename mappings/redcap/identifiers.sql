-- Values of fields that the data dictionary calls identifiers: any refuses the export.
SELECT _values._file, _values._line, _values.header AS name
FROM _values
JOIN _dictionary
  ON _values.written = _dictionary.field OR split_part(_values.written, '___', 1) = _dictionary.field
WHERE _dictionary.is_identifier
