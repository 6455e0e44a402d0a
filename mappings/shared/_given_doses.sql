-- Given doses with their cycle (rule 2): one at least cycle_gap_hours after the given dose before
-- begins a cycle.
WITH gaps AS (
  SELECT *, lag(t) OVER (PARTITION BY patient_id ORDER BY t, dose) AS t_before
  FROM _doses
  WHERE is_given
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
                         ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS cycle
FROM begun
