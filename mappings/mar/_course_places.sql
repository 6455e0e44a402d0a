-- The place of each course, and its site: those of its first dose.
WITH ranked AS (
  SELECT course_id, patient_id, _file, _line,
         row_number() OVER (PARTITION BY course_id ORDER BY t, _file, _line) AS place
  FROM _course_doses
)
SELECT ranked.course_id, ranked.patient_id, ranked._file, ranked._line, _il2_rows.site
FROM ranked
JOIN _il2_rows ON ranked._file = _il2_rows._file AND ranked._line = _il2_rows._line
WHERE ranked.place = 1
