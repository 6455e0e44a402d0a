-- One row per course and agent, from the first to the last time that it was given.
WITH given AS (
  SELECT _events.course_id, _medicine_rows.agent, _medicine_rows.t, _events.start_hour,
         _events._file, _events._line
  FROM _events
  JOIN _medicine_rows
    ON _events._file = _medicine_rows._file AND _events._line = _medicine_rows._line
  WHERE _events.kind = 'medication'
)
SELECT course_id,
       agent,
       min(start_hour) AS start_hour,
       max(start_hour) AS stop_hour,
       first_value(_file ORDER BY t, _file, _line) AS _file,
       first_value(_line ORDER BY t, _file, _line) AS _line
FROM given
GROUP BY course_id, agent
