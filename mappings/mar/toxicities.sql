-- One row per adverse event. An undated one of a patient without exactly one treated course has no
-- course, and is set aside.
SELECT _events.course_id,
       adverse_events.term,
       adverse_events.grade,
       _events.start_hour AS onset_hour,
       _events.stop_hour AS resolved_hour,
       adverse_events.attribution,
       adverse_events.action,
       adverse_events._file,
       adverse_events._line
FROM adverse_events
LEFT JOIN _events
  ON _events.kind = 'toxicity'
    AND adverse_events._file = _events._file AND adverse_events._line = _events._line
WHERE _events.course_id IS NOT NULL
   OR (adverse_events.onset_time IS NULL AND adverse_events.onset_date IS NULL)
