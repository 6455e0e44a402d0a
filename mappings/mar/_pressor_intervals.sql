-- Infusions of vasopressors and, with pressor_boluses, each one given at once.
SELECT patient_id, agent, start, stop, peak_rate, rate_unit, _file, _line FROM _infusions
UNION ALL
SELECT patient_id, agent, t, t AS stop, rate, CASE WHEN rate IS NOT NULL THEN unit END, _file, _line
FROM _drug_rows CROSS JOIN parameters
WHERE parameters.pressor_boluses AND kind = 'vasopressor' AND meaning = 'given' AND t IS NOT NULL
