-- What a person should look at.
SELECT rule, _file, _line FROM _course_notes
UNION ALL
SELECT 'no_stop', _file, _line
FROM _vasopressors
WHERE stop_hour IS NULL AND course_id IS NOT NULL
UNION ALL
SELECT 'other_route', _file, _line
FROM _exposures
WHERE regexp_like(treatment, $il2) AND NOT regexp_like(route, $il2_routes)
UNION ALL
SELECT 'no_weight_unit', _measured._file, _measured._line
FROM _measured
JOIN _first_starts ON _measured.usubjid = _first_starts.patient_id
WHERE _measured.analyte = 'weight' AND _measured.unit IS NULL
