-- Dates of death and of contact of subjects with a course: a month or year is its first moment, but
-- absent where an hour 0 of the subject lies in it.
WITH written AS (
  SELECT usubjid, 'death' AS kind, dthdtc AS dtc FROM dm
  UNION ALL
  SELECT usubjid, 'disposition death', dsstdtc FROM ds WHERE upper(dsdecod) = 'DEATH'
  UNION ALL
  SELECT usubjid, 'contact', rfendtc FROM dm
  UNION ALL
  SELECT usubjid, 'contact', rfpendtc FROM dm
  UNION ALL
  SELECT usubjid, 'contact', dsstdtc FROM ds
),
within AS (
  SELECT written.usubjid, written.kind, _dates.known_to, _dates.moment,
         min(_treated.zero) AS zero_within
  FROM _course_patients
  JOIN written ON _course_patients.patient_id = written.usubjid
  JOIN _dates ON written.dtc = _dates.dtc
  LEFT JOIN _treated
    ON written.usubjid = _treated.patient_id
      AND _treated.zero >= _dates.moment AND _treated.zero < _dates.until
  GROUP BY written.usubjid, written.kind, _dates.known_to, _dates.moment
)
SELECT usubjid,
       coalesce(min(CAST(CAST(moment AS DATE) AS INT)) FILTER (WHERE kind = 'death'),
                min(CAST(CAST(moment AS DATE) AS INT)) FILTER (WHERE kind = 'disposition death'))
         AS death,
       max(CAST(CAST(moment AS DATE) AS INT)) FILTER (WHERE kind = 'contact') AS last_contact
FROM within
WHERE known_to IN ('day', 'time') OR zero_within IS NULL
GROUP BY usubjid
