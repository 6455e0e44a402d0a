-- Rows of IL-2 and T cells of ec, or of ex where ec is not there, that happened (not those that were
-- scheduled), with what is known of their times.
WITH ec_there AS (
  SELECT count(*) AS ec_rows FROM ec
),
written AS (
  SELECT usubjid, ecmood AS mood, ectrt AS treatment, ecroute AS route, ecoccur AS occurred,
         ecdose AS dose, ecdosu AS unit, ecdosfrq AS frequency, ecstdtc AS stdtc, ecendtc AS endtc,
         coalesce(ecreasoc, ecadj) AS reason, _file, _line
  FROM ec
  UNION ALL
  SELECT usubjid, exmood, extrt, exroute, exoccur, exdose, exdosu, exdosfrq, exstdtc, exendtc,
         coalesce(exreasoc, exadj), _file, _line
  FROM ex CROSS JOIN ec_there
  WHERE ec_rows = 0
),
numbered AS (
  SELECT *, CASE WHEN regexp_like(dose, '[0-9]') THEN TRY_CAST(dose AS DOUBLE) END AS amount
  FROM written
  WHERE regexp_like(lower(treatment), $il2) OR regexp_like(lower(treatment), $til)
)
SELECT written.usubjid AS patient_id,
       lower(written.treatment) AS treatment,
       lower(coalesce(written.route, '')) AS route,
       -- Not given: said so, or a dose of 0 of what is no placebo.
       CASE WHEN upper(written.occurred) = 'N' THEN 'held'
            WHEN written.amount = 0
              AND strpos(lower(written.treatment), 'placebo') = 0 THEN 'held'
            ELSE 'given' END AS meaning,
       written.amount,
       written.unit,
       upper(written.frequency) AS frequency,
       written.reason,
       starts.known_to AS start_known_to,
       CASE WHEN starts.known_to IN ('day', 'time') THEN starts.moment END AS start,
       written.endtc,
       written._file,
       written._line
FROM numbered AS written
LEFT JOIN _dates AS starts ON written.stdtc = starts.dtc
WHERE written.mood IS NULL OR upper(written.mood) = 'PERFORMED'
