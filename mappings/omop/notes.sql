-- What a person should look at.
WITH untyped AS (
  SELECT _il2_rows._file, _il2_rows._line,
         row_number() OVER (ORDER BY _il2_rows._file, _il2_rows._line) AS place
  FROM _il2_rows CROSS JOIN _used_types CROSS JOIN parameters
  WHERE NOT _used_types.are_typed AND trim(parameters.drug_types) <> ''
)
SELECT rule, _file, _line FROM _course_notes
UNION ALL
SELECT 'no_drug_type', _file, _line FROM untyped WHERE place = 1
UNION ALL
SELECT 'no_stop', _file, _line FROM _events WHERE kind = 'vasopressor' AND stop_hour IS NULL
UNION ALL
SELECT 'other_route', _il2_rows._file, _il2_rows._line
FROM _il2_rows CROSS JOIN _used_types
WHERE NOT _il2_rows.is_routed AND (_il2_rows.is_typed OR NOT _used_types.are_typed)
UNION ALL
SELECT 'no_weight_unit', _file, _line FROM _measured WHERE analyte = 'weight' AND unit IS NULL
