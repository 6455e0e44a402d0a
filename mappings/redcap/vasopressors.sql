-- One row per row of the export with vaso_agent.
WITH events AS (
  SELECT course_id,
         max(value) FILTER (WHERE field = 'vaso_agent') AS agent,
         max(hour) FILTER (WHERE field = 'vaso_start') AS start_hour,
         max(at) FILTER (WHERE field = 'vaso_start') AS start_at,
         max(hour) FILTER (WHERE field = 'vaso_stop') AS stop_hour,
         max(at) FILTER (WHERE field = 'vaso_stop') AS stop_at,
         max(value) FILTER (WHERE field = 'vaso_peak_rate') AS peak_rate,
         max(value) FILTER (WHERE field = 'vaso_rate_unit') AS rate_unit,
         _file,
         _line
  FROM _events
  WHERE form = 'vaso'
  GROUP BY course_id, _file, _line
)
SELECT * FROM events WHERE agent IS NOT NULL
