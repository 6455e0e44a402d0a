-- Vital signs of patients with a course, but those that were edited later.
WITH theirs AS (
  SELECT vitals.*
  FROM _course_patients
  JOIN vitals ON _course_patients.patient_id = vitals.patient_id
),
edits AS (
  SELECT fsd_id, edited_line, _file, _line
  FROM theirs
  WHERE fsd_id IS NOT NULL AND edited_line IS NOT NULL
)
SELECT theirs.*
FROM theirs
LEFT ANTI JOIN edits
  ON theirs.fsd_id = edits.fsd_id AND theirs.line = edits.edited_line
    AND (theirs._file <> edits._file OR theirs._line <> edits._line)
