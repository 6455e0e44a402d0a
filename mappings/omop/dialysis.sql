-- One row per dialysis.
SELECT _events.course_id,
       _dialysis_rows.modality,
       _events.start_hour,
       _events.stop_hour,
       _events._file,
       _events._line
FROM _events
JOIN _dialysis_rows
  ON _events._file = _dialysis_rows._file AND _events._line = _dialysis_rows._line
WHERE _events.kind = 'dialysis'
