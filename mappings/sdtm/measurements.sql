-- One row per laboratory value or vital sign of a course.
SELECT _events.course_id, _measured.analyte, _events.start_hour AS hour, _measured.value,
       _measured.unit, _measured.lower_limit, _measured.upper_limit,
       _measured._file, _measured._line
FROM _measured
JOIN _events
  ON _measured.domain = _events.domain AND _measured._file = _events._file
    AND _measured._line = _events._line
WHERE _events.start_hour IS NOT NULL
  AND NOT (_measured.analyte = 'weight' AND _measured.unit IS NULL)
