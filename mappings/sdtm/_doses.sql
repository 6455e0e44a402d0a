-- Rule 1: administrations that are nearer than same_dose_minutes are one dose; one without a time
-- of day is a dose by itself. A dose is given if any of its administrations is.
WITH gaps AS (
  SELECT *,
         lag(t) OVER (PARTITION BY patient_id ORDER BY t, _file, _line) AS t_before,
         lag(has_no_time) OVER (PARTITION BY patient_id ORDER BY t, _file, _line)
           AS before_has_no_time
  FROM _administrations
  WHERE patient_id IS NOT NULL AND t IS NOT NULL
),
begun AS (
  SELECT gaps.*,
         CASE WHEN t_before IS NULL OR has_no_time OR before_has_no_time
                OR date_part('epoch', t) - date_part('epoch', t_before)
                   >= parameters.same_dose_minutes * 60 - 1e-6
              THEN 1 ELSE 0 END AS begins
  FROM gaps CROSS JOIN parameters
),
numbered AS (
  SELECT *, sum(begins) OVER (PARTITION BY patient_id ORDER BY t, _file, _line
                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS dose
  FROM begun
),
ranked AS (
  SELECT *,
         bool_or(meaning = 'given') OVER (PARTITION BY patient_id, dose) AS is_given,
         row_number() OVER (PARTITION BY patient_id, dose, meaning = 'given'
                            ORDER BY t, _file, _line) AS from_first,
         row_number() OVER (PARTITION BY patient_id, dose, meaning = 'given'
                            ORDER BY t DESC, _file DESC, _line DESC) AS from_last,
         row_number() OVER (PARTITION BY patient_id, dose, meaning = 'given'
                            ORDER BY amount DESC NULLS LAST, t, _file, _line) AS from_largest,
         row_number() OVER (PARTITION BY patient_id, dose, reason IS NULL
                            ORDER BY t DESC, _file DESC, _line DESC) AS last_reason
  FROM numbered
)
SELECT patient_id, dose, is_given,
       max(CASE WHEN is_given THEN CASE WHEN meaning = 'given' AND from_first = 1 THEN t END
                WHEN from_last = 1 THEN t END) AS t,
       CASE WHEN is_given THEN 'given'
            ELSE max(meaning) FILTER (WHERE from_last = 1) END AS meaning,
       max(amount) FILTER (WHERE meaning = 'given' AND from_largest = 1) AS amount,
       max(unit) FILTER (WHERE meaning = 'given' AND from_largest = 1) AS unit,
       CASE WHEN NOT is_given
            THEN max(reason) FILTER (WHERE reason IS NOT NULL AND last_reason = 1) END AS reason,
       max(CASE WHEN is_given THEN CASE WHEN meaning = 'given' AND from_first = 1 THEN _file END
                WHEN from_last = 1 THEN _file END) AS _file,
       max(CASE WHEN is_given THEN CASE WHEN meaning = 'given' AND from_first = 1 THEN _line END
                WHEN from_last = 1 THEN _line END) AS _line
FROM ranked
GROUP BY patient_id, dose, is_given
