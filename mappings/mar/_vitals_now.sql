-- Vital signs of patients with a course, but those that were edited later; whether the value is a
-- blood pressure `120/80`, which is two.
WITH edits AS (
  SELECT fsd_id, edited_line, _file, _line
  FROM _their_vitals
  WHERE fsd_id IS NOT NULL AND edited_line IS NOT NULL
)
SELECT theirs.*,
       regexp_like(lower(measure), 'bp|blood pressure')
         AND regexp_like(value, '^[0-9]+([.][0-9]+)?[[:space:]]*/[[:space:]]*[0-9]+([.][0-9]+)?$')
         AS is_pair
FROM _their_vitals AS theirs
LEFT ANTI JOIN edits
  ON theirs.fsd_id = edits.fsd_id AND theirs.line = edits.edited_line
    AND (theirs._file <> edits._file OR theirs._line <> edits._line)
