-- One row per procedure whose name is dialysis by dialysis_names.csv: the first pattern that is
-- found; one without a modality is no dialysis.
WITH procedures AS (
  SELECT lower(coalesce(pr.prdecod, pr.prtrt)) AS name, _events.course_id, _events.start_hour,
         _events.stop_hour, pr._file, pr._line
  FROM _events
  JOIN pr ON _events.domain = 'pr' AND _events._file = pr._file AND _events._line = pr._line
),
patterns AS (
  SELECT pattern, modality, row_number() OVER () AS place FROM dialysis_names
),
found AS (
  SELECT procedures.*, patterns.modality,
         row_number() OVER (PARTITION BY procedures._file, procedures._line
                            ORDER BY patterns.place) AS place
  FROM procedures
  JOIN patterns ON regexp_like(procedures.name, patterns.pattern)
)
SELECT course_id, modality, start_hour, stop_hour, _file, _line
FROM found
WHERE place = 1 AND modality IS NOT NULL
