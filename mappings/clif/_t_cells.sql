-- When T cells were given to a patient; with `course` stay, for each hospitalization of the patient.
SELECT DISTINCT theirs.subject AS patient_id, _known_rows.t
FROM _known_rows
JOIN _subjects ON _known_rows.hospitalization_id = _subjects.hospitalization_id
JOIN _subjects AS theirs ON _subjects.patient_id = theirs.patient_id
WHERE _known_rows.is_til AND _known_rows.meaning = 'given' AND _known_rows.t IS NOT NULL
