-- Rows of IL-2 or a vasopressor with a word that nobody knows, or without one.
SELECT action, _file, _line FROM _il2_rows WHERE is_routed AND meaning IS NULL
UNION ALL
SELECT mar.action, mar._file, mar._line
FROM _drug_agents
JOIN mar ON _drug_agents.drug = mar.medication
LEFT JOIN _actions ON mar.action = _actions.action
LEFT JOIN _drugs ON mar.medication = _drugs.drug AND _drugs.is_il2
WHERE _drug_agents.kind = 'vasopressor' AND _actions.meaning IS NULL AND _drugs.drug IS NULL
