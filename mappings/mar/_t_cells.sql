-- When T cells were given.
SELECT mar.patient_id, mar.action_time AS t
FROM _drugs
JOIN mar ON _drugs.drug = mar.medication
JOIN _actions ON mar.action = _actions.action
WHERE _drugs.is_til AND _actions.meaning IN ('given', 'start') AND mar.action_time IS NOT NULL
UNION ALL
SELECT patient_id, infusion_time FROM cell_infusions WHERE infusion_time IS NOT NULL
