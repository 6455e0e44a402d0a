-- Rows of vasopressors that switch an infusion on or off, as `_infusion_moments` needs them.
SELECT patient_id, line_id, agent, t, rate, unit, _file, _line,
       meaning IN ('start', 'resume', 'rate') AND (rate IS NULL OR rate > 0) AS is_on
FROM _drug_rows
WHERE kind = 'vasopressor' AND t IS NOT NULL
  AND meaning IN ('start', 'resume', 'rate', 'stop', 'pause')
