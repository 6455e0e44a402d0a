-- Continuous rows of vasopressors and supportive medicines of courses' subjects: on, off, or nothing.
WITH theirs AS (
  SELECT _subjects.subject AS patient_id, _drug_agents.kind, _drug_agents.agent,
         rows.hospitalization_id || ' ' || coalesce('order ' || rows.med_order_id, 'none') AS line_id,
         rows.admin_dttm AS t, rows.med_dose AS rate, rows.med_dose_unit AS unit,
         _actions.meaning AS word,
         lower(rows.mar_action_category) AS category, lower(rows.mar_action_group) AS action_group,
         rows._file, rows._line
  FROM _course_patients
  JOIN _subjects ON _course_patients.patient_id = _subjects.subject
  JOIN medication_admin_continuous AS rows ON _subjects.hospitalization_id = rows.hospitalization_id
  JOIN _drug_agents
    ON CASE WHEN lower(rows.med_category) = 'angiotensin' THEN 'angiotensin_II'
            ELSE rows.med_category END = _drug_agents.drug
  LEFT JOIN _actions ON rows.mar_action_name = _actions.action
  WHERE rows.admin_dttm IS NOT NULL
)
SELECT theirs.*,
       CASE WHEN word = 'ignore' THEN 'nothing'
            WHEN category = 'stop' THEN 'off'
            WHEN category = 'other' OR action_group = 'other' THEN 'nothing'
            WHEN action_group = 'not_administered' THEN 'off'
            WHEN rate <= 0 THEN 'off'
            ELSE 'on' END AS state
FROM theirs
