-- Rows of both tables of patients with IL-2 (and rows of IL-2 of nobody), with their meaning: by the
-- name of the action where a word of actions.csv decides, else by its category. `nothing`: it says
-- nothing. Of the continuous table those of IL-2 and T cells alone.
WITH rows AS (
  SELECT 'continuous' AS kind, hospitalization_id, admin_dttm AS t, med_category, med_name, med_dose,
         med_dose_unit, mar_action_name, lower(mar_action_category) AS category,
         med_route_category, _file, _line
  FROM medication_admin_continuous
  UNION ALL
  SELECT 'intermittent', hospitalization_id, admin_dttm, med_category, med_name, med_dose,
         med_dose_unit, mar_action_name, lower(mar_action_category), med_route_category, _file, _line
  FROM medication_admin_intermittent
),
il2_rows AS (
  SELECT rows.*
  FROM _drugs
  JOIN rows
    ON (_drugs.med_category IS NOT DISTINCT FROM rows.med_category)
      AND (_drugs.med_name IS NOT DISTINCT FROM rows.med_name)
  WHERE _drugs.is_il2
),
theirs AS (
  SELECT rows.* FROM _subjects JOIN rows ON _subjects.hospitalization_id = rows.hospitalization_id
  UNION ALL
  SELECT il2_rows.*
  FROM il2_rows
  LEFT ANTI JOIN _subjects ON il2_rows.hospitalization_id = _subjects.hospitalization_id
),
named AS (
  SELECT theirs.*, _drugs.is_il2, _drugs.is_til, _drugs.drug, _actions.meaning AS word,
         CASE WHEN theirs.kind = 'intermittent'
                AND _actions.meaning IN ('resume', 'rate', 'stop', 'pause') THEN NULL
              ELSE _actions.meaning END AS deciding
  FROM theirs
  JOIN _drugs
    ON (theirs.med_category IS NOT DISTINCT FROM _drugs.med_category)
      AND (theirs.med_name IS NOT DISTINCT FROM _drugs.med_name)
  LEFT JOIN _actions ON theirs.mar_action_name = _actions.action
  WHERE _drugs.is_il2 OR _drugs.is_til OR theirs.kind = 'intermittent'
)
SELECT named.*,
       CASE WHEN deciding IN ('given', 'start') THEN 'given'
            WHEN deciding IN ('held', 'refused', 'other', 'ended') THEN deciding
            WHEN deciding IS NOT NULL THEN 'nothing'
            WHEN category IN ('given', 'bolus', 'start') THEN 'given'
            WHEN category = 'not_given' THEN 'held'
            WHEN category IN ('going', 'dose_change', 'verify', 'stop') THEN 'nothing'
            WHEN word IS NOT NULL THEN 'nothing' END AS meaning
FROM named
