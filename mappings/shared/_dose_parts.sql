-- Rule 1: each administration with the number of the dose that it is part of. A layout gives
-- `_administrations`: patient_id, t, p (timestamps), has_no_time (a date alone), own_p (the scheduled
-- time where that is p, else NULL), meaning (given, held, refused, other, ended; NULL: a word that
-- nobody knows), amount, unit, reason, _file, _line.
WITH gaps AS (
  SELECT *,
         row_number() OVER (PARTITION BY patient_id ORDER BY p, t, _file, _line) AS place,
         lag(p) OVER (PARTITION BY patient_id ORDER BY p, t, _file, _line) AS p_before,
         lag(has_no_time) OVER (PARTITION BY patient_id ORDER BY p, t, _file, _line)
           AS before_has_no_time
  FROM _administrations
  WHERE patient_id IS NOT NULL AND t IS NOT NULL
),
apart AS (
  SELECT gaps.*,
         CASE WHEN p_before IS NULL OR has_no_time OR before_has_no_time
                OR date_part('epoch', p) - date_part('epoch', p_before)
                   >= parameters.same_dose_minutes * 60 - 1e-6
              THEN 1 ELSE 0 END AS is_apart
  FROM gaps CROSS JOIN parameters
),
chains AS (
  SELECT *, sum(is_apart) OVER (PARTITION BY patient_id ORDER BY place
                                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS chain
  FROM apart
),
-- The last given administration before in the chain, whether it has a scheduled time, and the last
-- one, given or not, with the scheduled time that this one has.
before AS (
  SELECT *,
         max(CASE WHEN meaning = 'given' THEN place END)
           OVER (PARTITION BY patient_id, chain ORDER BY place
                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS given_before,
         max(CASE WHEN meaning = 'given' AND own_p IS NOT NULL THEN place END)
           OVER (PARTITION BY patient_id, chain ORDER BY place
                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS scheduled_before,
         max(place)
           OVER (PARTITION BY patient_id, chain, own_p ORDER BY place
                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS same_before
  FROM chains
),
begun AS (
  SELECT *,
         CASE WHEN is_apart = 1 THEN 1
              WHEN meaning IN ('held', 'refused', 'other', 'ended') AND own_p IS NOT NULL
                AND given_before = scheduled_before
                AND (same_before IS NULL OR same_before < given_before) THEN 1
              ELSE 0 END AS begins
  FROM before
)
SELECT patient_id, t, p, meaning, amount, unit, reason, _file, _line,
       sum(begins) OVER (PARTITION BY patient_id ORDER BY place
                         ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS dose
FROM begun
