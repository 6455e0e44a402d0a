-- What a person should look at.
SELECT rule, _file, _line FROM _course_notes
UNION ALL
SELECT 'unknown_action', _file, _line FROM _unknown_actions
UNION ALL
SELECT 'no_stop', _file, _line FROM _events WHERE kind = 'vasopressor' AND stop_hour IS NULL
UNION ALL
SELECT 'other_route', _file, _line FROM _il2_rows WHERE NOT is_routed
UNION ALL
SELECT 'no_weight_unit', _file, _line FROM _measured WHERE analyte = 'weight' AND unit IS NULL
