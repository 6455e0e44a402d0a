-- Rule 7: the unit of the stay that holds hour 0; of several the one that began last. A layout gives
-- `_stay_rows`: patient_id, unit, t, stop, _file, _line.
WITH holding AS (
  SELECT _treated.course_id, stays.unit,
         row_number() OVER (PARTITION BY _treated.course_id
                            ORDER BY stays.t DESC, stays._file DESC, stays._line DESC) AS place
  FROM _treated
  JOIN _stay_rows AS stays ON _treated.patient_id = stays.patient_id
  WHERE stays.t <= _treated.zero AND (stays.stop IS NULL OR _treated.zero < stays.stop)
)
SELECT course_id, unit FROM holding WHERE place = 1
