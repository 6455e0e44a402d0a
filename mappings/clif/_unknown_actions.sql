-- Rows of IL-2 or a vasopressor with a word that nobody knows. Of a vasopressor, category or group is
-- `other`, and the category is not `stop`.
SELECT action, _file, _line FROM _il2_rows WHERE is_routed AND meaning IS NULL
UNION ALL
SELECT rows.mar_action_name, rows._file, rows._line
FROM _drug_agents
JOIN medication_admin_continuous AS rows
  ON CASE WHEN lower(rows.med_category) = 'angiotensin' THEN 'angiotensin_II'
          ELSE rows.med_category END = _drug_agents.drug
LEFT JOIN _actions ON rows.mar_action_name = _actions.action
WHERE _drug_agents.kind = 'vasopressor'
  AND _actions.meaning IS NULL
  AND coalesce(lower(rows.mar_action_category), '') <> 'stop'
  AND (lower(rows.mar_action_category) = 'other' OR lower(rows.mar_action_group) = 'other')
