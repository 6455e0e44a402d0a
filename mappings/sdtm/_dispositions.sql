-- The latest disposition event of each subject.
WITH ranked AS (
  SELECT ds.usubjid, ds.dsdecod,
         row_number() OVER (PARTITION BY ds.usubjid
                            ORDER BY _dates.moment DESC NULLS LAST, ds._file DESC, ds._line DESC)
           AS place
  FROM ds
  LEFT JOIN _dates ON ds.dsstdtc = _dates.dtc
  WHERE upper(ds.dscat) = 'DISPOSITION EVENT' AND ds.dsdecod IS NOT NULL
)
SELECT usubjid, dsdecod FROM ranked WHERE place = 1
