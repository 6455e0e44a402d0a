-- The doses of runs: no given dose between, each less than cycle_gap_hours after the one before.
WITH gaps AS (
  SELECT patient_id, dose, t, coalesce(cycle_before, 0) AS cycle_before,
         lag(t) OVER (PARTITION BY patient_id, coalesce(cycle_before, 0) ORDER BY t, dose)
           AS t_before
  FROM _held_doses
  WHERE cycle IS NULL
),
begun AS (
  SELECT gaps.*,
         CASE WHEN t_before IS NULL
                OR date_part('epoch', t) - date_part('epoch', t_before)
                   >= parameters.cycle_gap_hours * 3600 - 1e-6 THEN 1 ELSE 0 END AS begins
  FROM gaps CROSS JOIN parameters
)
SELECT patient_id, dose, t,
       sum(begins) OVER (PARTITION BY patient_id ORDER BY t, dose
                         ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
FROM begun
