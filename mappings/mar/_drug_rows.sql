-- Rows of vasopressors and supportive medicines of patients with a course.
SELECT mar.patient_id, coalesce('order ' || mar.order_id, 'none') AS line_id,
       _drug_agents.kind, _drug_agents.agent, mar.action_time AS t, mar.action, _actions.meaning,
       CASE WHEN regexp_like(mar.rate, '[0-9]')
            THEN TRY_CAST(regexp_replace(mar.rate, '[,[:space:]]', '', 'g') AS DOUBLE) END AS rate,
       mar.rate_unit AS unit, mar._file, mar._line
FROM _course_patients
JOIN mar ON _course_patients.patient_id = mar.patient_id
JOIN _drug_agents ON mar.medication = _drug_agents.drug
LEFT JOIN _actions ON mar.action = _actions.action
