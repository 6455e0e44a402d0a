-- Rule 9: the moments of each infusion: on if any row is on, off if any is. A layout gives
-- `_infusion_rows`: patient_id, line_id (order, or order and stay), agent, t, is_on, rate, unit,
-- _file, _line.
WITH moments AS (
  SELECT patient_id, line_id, agent, t, bool_or(is_on) AS is_on, bool_or(NOT is_on) AS is_off
  FROM _infusion_rows
  GROUP BY patient_id, line_id, agent, t
),
before AS (
  SELECT *,
         lag(is_on) OVER (PARTITION BY patient_id, line_id, agent ORDER BY t) AS on_before,
         min(CASE WHEN is_off THEN t END)
           OVER (PARTITION BY patient_id, line_id, agent ORDER BY t
                 ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_off
  FROM moments
),
begun AS (
  SELECT *,
         CASE WHEN is_on AND (on_before IS NULL OR NOT on_before OR is_off) THEN 1 ELSE 0 END
           AS begins,
         -- A stretch of moments that are on, one after another.
         CASE WHEN is_on AND on_before THEN 0 ELSE 1 END AS begins_stretch
  FROM before
),
numbered AS (
  SELECT *,
         sum(begins) OVER (PARTITION BY patient_id, line_id, agent ORDER BY t
                           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS interval_number,
         sum(begins_stretch) OVER (PARTITION BY patient_id, line_id, agent ORDER BY t
                                   ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS stretch
  FROM begun
)
SELECT *,
       -- Where a stretch begins at a moment that is off too, nothing runs: each of its intervals
       -- ends where it begins.
       first_value(is_off) OVER (PARTITION BY patient_id, line_id, agent, stretch ORDER BY t)
         AS runs_not
FROM numbered
WHERE is_on
