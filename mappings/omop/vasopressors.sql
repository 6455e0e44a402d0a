-- One row per exposure to a vasopressor.
SELECT _events.course_id,
       _drug_rows.agent,
       _events.start_hour,
       _events.stop_hour,
       _events._file,
       _events._line
FROM _events
JOIN _drug_rows
  ON _drug_rows.kind = 'vasopressor'
    AND _events._file = _drug_rows._file AND _events._line = _drug_rows._line
WHERE _events.kind = 'vasopressor'
