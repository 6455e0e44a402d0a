-- One row per interval of an infusion.
SELECT _events.course_id,
       intervals.agent,
       _events.start_hour,
       _events.stop_hour,
       intervals.peak_rate,
       intervals.rate_unit,
       _events._file,
       _events._line
FROM _events
JOIN _infusions AS intervals
  ON _events._file = intervals._file AND _events._line = intervals._line
WHERE _events.kind = 'vasopressor'
