-- One row per procedure whose name is dialysis by dialysis_names.csv: the first pattern that is
-- found; one without a modality is no dialysis.
WITH procedures AS (
  SELECT lower(coalesce(prdecod, prtrt)) AS name, _file, _line FROM pr
),
patterns AS (
  SELECT pattern, modality, row_number() OVER () AS place FROM dialysis_names
),
found AS (
  SELECT procedures._file, procedures._line, patterns.modality,
         row_number() OVER (PARTITION BY procedures._file, procedures._line
                            ORDER BY patterns.place) AS place
  FROM procedures
  JOIN patterns ON regexp_like(procedures.name, patterns.pattern)
)
SELECT _events.course_id, found.modality, _events.start_hour, _events.stop_hour,
       found._file, found._line
FROM found
JOIN _events
  ON _events.domain = 'pr' AND found._file = _events._file AND found._line = _events._line
WHERE found.place = 1 AND found.modality IS NOT NULL
