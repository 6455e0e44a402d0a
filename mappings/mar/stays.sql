-- One row per stay in a unit that is known.
SELECT _events.course_id,
       _stay_rows.unit,
       _events.start_hour,
       _events.stop_hour,
       _events._file,
       _events._line
FROM _events
JOIN _stay_rows ON _events._file = _stay_rows._file AND _events._line = _stay_rows._line
WHERE _events.kind = 'stay'
