-- Rule 1: each administration with the number of the dose that it is part of. A layout gives
-- `_administrations`: patient_id, t, p (timestamps), has_no_time (a date alone), own_p (the scheduled
-- time where that is p, else NULL), meaning (given, held, refused, other, ended; NULL: a word that
-- nobody knows), amount, unit, reason, _file, _line.
-- No window here has a PARTITION BY: a patient's rows follow each other, and so do those of a chain;
-- `place` counts through all of them, so what lies before the first of a chain is not of it.
WITH placed AS (
  SELECT *, row_number() OVER (ORDER BY patient_id, p, t, _file, _line) AS place
  FROM _administrations
  WHERE patient_id IS NOT NULL AND t IS NOT NULL
),
gaps AS (
  SELECT *,
         lag(patient_id) OVER (ORDER BY place) AS patient_before,
         lag(p) OVER (ORDER BY place) AS p_before,
         lag(has_no_time) OVER (ORDER BY place) AS before_has_no_time
  FROM placed
),
apart AS (
  SELECT *,
         CASE WHEN patient_before IS NULL OR patient_before <> patient_id
                OR has_no_time OR before_has_no_time
                OR date_part('epoch', p) - date_part('epoch', p_before)
                   >= $same_dose_minutes * 60 - 1e-6
              THEN 1 ELSE 0 END AS is_apart
  FROM gaps
),
before AS (
  SELECT *,
         -- The first of the chain; before this one the last that was given, the last of those with a
         -- scheduled time, and the last of all with a scheduled time. Rows are in the order of p, so
         -- no other before can have the scheduled time of this one if that one has not.
         max(CASE WHEN is_apart = 1 THEN place END)
           OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS chain,
         max(CASE WHEN meaning = 'given' THEN place END)
           OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS given_before,
         max(CASE WHEN meaning = 'given' AND own_p IS NOT NULL THEN place END)
           OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
           AS scheduled_before,
         max(CASE WHEN own_p IS NOT NULL THEN place END)
           OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS own_before,
         last_value(own_p) IGNORE NULLS
           OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS own_p_before
  FROM apart
),
begun AS (
  SELECT *,
         CASE WHEN is_apart = 1 THEN 1
              WHEN meaning IN ('held', 'refused', 'other', 'ended') AND own_p IS NOT NULL
                AND given_before >= chain AND given_before = scheduled_before
                AND (own_before < given_before OR own_p_before <> own_p) THEN 1
              ELSE 0 END AS begins
  FROM before
)
SELECT patient_id, t, p, meaning, amount, unit, reason, _file, _line,
       sum(begins) OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS dose,
       row_number() OVER (ORDER BY t, _file, _line) AS by_time,
       row_number() OVER (ORDER BY amount DESC NULLS LAST, t, _file, _line) AS by_amount
FROM begun
