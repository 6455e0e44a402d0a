-- Rule 1: what became of each dose. It is given if any of its administrations is; else it has the
-- meaning of the last that has one. Where none has one, meaning is NULL (rule 11).
WITH doses AS (
  SELECT patient_id, dose,
         min(by_time) FILTER (WHERE meaning = 'given') AS first_given,
         max(by_time) FILTER (WHERE meaning <> 'given') AS last_meaning,
         min(by_time) AS first_part,
         min(by_amount) FILTER (WHERE meaning = 'given') AS largest,
         max(by_time) FILTER (WHERE meaning <> 'given' AND reason IS NOT NULL) AS last_reason
  FROM _dose_parts
  GROUP BY patient_id, dose
)
SELECT doses.patient_id, doses.dose, doses.first_given IS NOT NULL AS is_given,
       CASE places.meaning WHEN 'ended' THEN 'stopped' ELSE places.meaning END AS meaning,
       places.t, amounts.amount, amounts.unit,
       CASE WHEN doses.first_given IS NULL THEN reasons.reason END AS reason,
       places._file, places._line
FROM doses
JOIN _dose_parts AS places
  ON coalesce(doses.first_given, doses.last_meaning, doses.first_part) = places.by_time
LEFT JOIN _dose_parts AS amounts ON doses.largest = amounts.by_amount
LEFT JOIN _dose_parts AS reasons ON doses.last_reason = reasons.by_time
