-- One row per row of the export with dial_start or dial_modality.
WITH events AS (
  SELECT course_id,
         max(value) FILTER (WHERE field = 'dial_modality') AS modality,
         max(hour) FILTER (WHERE field = 'dial_start') AS start_hour,
         max(at) FILTER (WHERE field = 'dial_start') AS start_at,
         max(hour) FILTER (WHERE field = 'dial_stop') AS stop_hour,
         max(at) FILTER (WHERE field = 'dial_stop') AS stop_at,
         max(value) FILTER (WHERE field IN ('dial_modality', 'dial_start')) AS key,
         _file,
         _line
  FROM _events
  WHERE form = 'dial'
  GROUP BY course_id, _file, _line
)
SELECT course_id, modality, start_hour, start_at, stop_hour, stop_at, _file, _line
FROM events
WHERE key IS NOT NULL
