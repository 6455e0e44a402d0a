-- Rows of IL-2 or a vasopressor with a word that nobody knows, or without one.
WITH of_vasopressors AS (
  SELECT mar.action, mar._file, mar._line
  FROM _drug_agents
  JOIN _drugs ON _drug_agents.drug = _drugs.drug
  JOIN mar ON _drug_agents.drug = mar.medication
  WHERE _drug_agents.kind = 'vasopressor' AND NOT _drugs.is_il2
)
SELECT action, _file, _line FROM _il2_rows WHERE is_routed AND meaning IS NULL
UNION ALL
-- What is known is few words, and the rows pass by them.
SELECT rows.action, rows._file, rows._line
FROM _actions
RIGHT JOIN of_vasopressors AS rows ON _actions.action = rows.action
WHERE _actions.meaning IS NULL
