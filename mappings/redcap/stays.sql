-- One row per row of the export with stay_unit.
WITH events AS (
  SELECT course_id,
         max(value) FILTER (WHERE field = 'stay_unit') AS unit,
         max(hour) FILTER (WHERE field = 'stay_start') AS start_hour,
         max(at) FILTER (WHERE field = 'stay_start') AS start_at,
         max(hour) FILTER (WHERE field = 'stay_stop') AS stop_hour,
         max(at) FILTER (WHERE field = 'stay_stop') AS stop_at,
         _file,
         _line
  FROM _events
  WHERE form = 'stay'
  GROUP BY course_id, _file, _line
)
SELECT * FROM events WHERE unit IS NOT NULL
