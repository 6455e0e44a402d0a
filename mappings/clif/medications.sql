-- One row per course and agent, from the first to the last time that it was given.
WITH given AS (
  SELECT _events.course_id, _medicine_rows.agent, _events.start_hour, _events._file, _events._line,
         row_number() OVER (PARTITION BY _events.course_id, _medicine_rows.agent
                            ORDER BY _medicine_rows.t, _events._file, _events._line) AS place
  FROM _events
  JOIN _medicine_rows
    ON _events._file = _medicine_rows._file AND _events._line = _medicine_rows._line
  WHERE _events.kind = 'medication'
)
SELECT course_id,
       agent,
       min(start_hour) AS start_hour,
       max(start_hour) AS stop_hour,
       max(CASE WHEN place = 1 THEN _file END) AS _file,
       max(CASE WHEN place = 1 THEN _line END) AS _line
FROM given
GROUP BY course_id, agent
