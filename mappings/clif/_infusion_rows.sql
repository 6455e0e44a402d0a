-- Rows of vasopressors that switch an infusion on or off, as `_infusion_moments` needs them.
SELECT patient_id, line_id, agent, t, rate, unit, _file, _line, state = 'on' AS is_on
FROM _pressor_rows
WHERE kind = 'vasopressor' AND state IN ('on', 'off')
