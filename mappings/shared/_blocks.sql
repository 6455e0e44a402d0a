-- Cycles and runs: from the first given dose of a cycle, from the first dose of a run; is it TIL.
WITH blocks AS (
  SELECT patient_id, 'cycle' AS kind, cycle AS block, first_given AS begins, last_given AS ends
  FROM _cycles
  UNION ALL
  SELECT patient_id, 'run', run, min(t), max(t) FROM _run_doses GROUP BY patient_id, run
)
SELECT blocks.patient_id, blocks.kind, blocks.block, blocks.begins, blocks.ends,
       coalesce(bool_or(
         date_part('epoch', blocks.begins) - date_part('epoch', _t_cells.t)
           BETWEEN 0 AND parameters.til_days * 86400 + 1e-6), false) AS is_til
FROM blocks
CROSS JOIN parameters
LEFT JOIN _t_cells ON blocks.patient_id = _t_cells.patient_id
GROUP BY blocks.patient_id, blocks.kind, blocks.block, blocks.begins, blocks.ends
