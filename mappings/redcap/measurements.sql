-- One row per laboratory value: each field lab_… but lab_course and lab_time. The unit is the
-- field's note in the dictionary, through units.csv.
WITH times AS (
  SELECT _file, _line, hour, at FROM _events WHERE field = 'lab_time'
),
notes AS (
  SELECT field, max(field_note) AS note
  FROM _dictionary
  WHERE field LIKE 'lab\_%'
  GROUP BY field
),
unit_notes AS (
  SELECT notes.field,
         CASE WHEN units.raw IS NULL THEN notes.note ELSE units.ucum END AS unit
  FROM notes
  LEFT JOIN _unit_words AS units
    ON regexp_replace(translate(lower(notes.note), 'µμ', 'uu'), '[[:space:]]', '', 'g') = units.raw
)
SELECT _events.course_id,
       substr(_events.field, 5) AS analyte,
       times.hour,
       times.at,
       _events.value,
       unit_notes.unit,
       _events._file,
       _events._line
FROM _events
LEFT JOIN times ON _events._file = times._file AND _events._line = times._line
LEFT JOIN unit_notes ON _events.field = unit_notes.field
WHERE _events.form = 'lab' AND _events.field NOT IN ('lab_course', 'lab_time')
