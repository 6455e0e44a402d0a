-- When supportive medicines were given: intermittent rows, and continuous rows that are on.
SELECT _subjects.subject AS patient_id, _drug_agents.agent, _known_rows.t, _known_rows._file,
       _known_rows._line
FROM _course_patients
JOIN _subjects ON _course_patients.patient_id = _subjects.subject
JOIN _known_rows ON _subjects.hospitalization_id = _known_rows.hospitalization_id
JOIN _drug_agents ON _known_rows.drug = _drug_agents.drug AND _drug_agents.kind = 'medication'
WHERE _known_rows.kind = 'intermittent' AND _known_rows.meaning = 'given'
  AND _known_rows.t IS NOT NULL
UNION ALL
SELECT patient_id, agent, t, _file, _line
FROM _pressor_rows
WHERE kind = 'medication' AND state = 'on'
