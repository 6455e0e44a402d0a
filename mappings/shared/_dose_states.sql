-- Rule 1: what became of each dose. It is given if any of its administrations is; else it has the
-- meaning of the last that has one. Where none has one, meaning is NULL (rule 11).
WITH ranked AS (
  SELECT *,
         coalesce(bool_or(meaning = 'given') OVER (PARTITION BY patient_id, dose), false) AS is_given,
         CASE WHEN meaning IS NULL THEN 'unknown'
              WHEN meaning = 'given' THEN 'given' ELSE 'not_given' END AS kind
  FROM _dose_parts
),
placed AS (
  SELECT *,
         row_number() OVER (PARTITION BY patient_id, dose, kind ORDER BY t, _file, _line)
           AS from_first,
         row_number() OVER (PARTITION BY patient_id, dose, kind
                            ORDER BY t DESC, _file DESC, _line DESC) AS from_last,
         row_number() OVER (PARTITION BY patient_id, dose, kind
                            ORDER BY amount DESC NULLS LAST, t, _file, _line) AS from_largest,
         row_number() OVER (PARTITION BY patient_id, dose, kind, reason IS NULL
                            ORDER BY t DESC, _file DESC, _line DESC) AS last_reason,
         bool_or(kind = 'not_given') OVER (PARTITION BY patient_id, dose) AS has_meaning
  FROM ranked
),
chosen AS (
  SELECT *,
         CASE WHEN is_given THEN kind = 'given' AND from_first = 1
              WHEN has_meaning THEN kind = 'not_given' AND from_last = 1
              ELSE from_first = 1 END AS is_place
  FROM placed
)
SELECT patient_id, dose, is_given,
       max(CASE WHEN is_place THEN CASE meaning WHEN 'ended' THEN 'stopped' ELSE meaning END END)
         AS meaning,
       max(CASE WHEN is_place THEN t END) AS t,
       max(CASE WHEN kind = 'given' AND from_largest = 1 THEN amount END) AS amount,
       max(CASE WHEN kind = 'given' AND from_largest = 1 THEN unit END) AS unit,
       max(CASE WHEN NOT is_given AND kind = 'not_given' AND reason IS NOT NULL AND last_reason = 1
                THEN reason END) AS reason,
       max(CASE WHEN is_place THEN _file END) AS _file,
       max(CASE WHEN is_place THEN _line END) AS _line
FROM chosen
GROUP BY patient_id, dose, is_given
