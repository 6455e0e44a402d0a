-- One row per row of the export with tox_term.
WITH events AS (
  SELECT course_id,
         max(value) FILTER (WHERE field = 'tox_term') AS term,
         max(value) FILTER (WHERE field = 'tox_grade') AS grade,
         max(hour) FILTER (WHERE field = 'tox_onset') AS onset_hour,
         max(at) FILTER (WHERE field = 'tox_onset') AS onset_at,
         max(hour) FILTER (WHERE field = 'tox_resolved') AS resolved_hour,
         max(at) FILTER (WHERE field = 'tox_resolved') AS resolved_at,
         max(value) FILTER (WHERE field = 'tox_attribution') AS attribution,
         max(value) FILTER (WHERE field = 'tox_action') AS action,
         _file,
         _line
  FROM _events
  WHERE form = 'tox'
  GROUP BY course_id, _file, _line
)
SELECT * FROM events WHERE term IS NOT NULL
