-- Which course each row of the export is of, for each of its forms: `form` is the beginning of
-- the form's fields (dose, tox, vaso, dial, stay, lab).
WITH linked AS (
  SELECT _file, _line, record_id, split_part(field, '_', 1) AS form,
         max(value) FILTER (WHERE field = split_part(field, '_', 1) || '_course') AS link
  FROM _fields
  WHERE split_part(field, '_', 1) IN ('dose', 'tox', 'vaso', 'dial', 'stay', 'lab')
  GROUP BY _file, _line, record_id, split_part(field, '_', 1)
)
SELECT linked._file, linked._line, linked.record_id, linked.form,
       coalesce(linked.record_id || '-' || linked.link, _only_courses.only_course_id) AS course_id
FROM linked
LEFT JOIN _only_courses ON linked.record_id = _only_courses.record_id
