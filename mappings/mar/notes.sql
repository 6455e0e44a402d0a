-- What a person should look at.
WITH cells AS (
  SELECT patients.patient_id, cells.name, cells.value
  FROM patients_cells AS cells
  JOIN patients ON cells._file = patients._file AND cells._line = patients._line
  WHERE cells.name LIKE 'x\_%'
  UNION ALL SELECT patient_id, 'sex', sex FROM patients
  UNION ALL SELECT patient_id, 'race', race FROM patients
  UNION ALL SELECT patient_id, 'ethnicity', ethnicity FROM patients
  UNION ALL SELECT patient_id, 'diagnosis', diagnosis FROM patients
  UNION ALL SELECT patient_id, 'age_years', age_years FROM patients
  UNION ALL SELECT patient_id, 'birth_year', CAST(birth_year AS VARCHAR) FROM patients
  UNION ALL SELECT patient_id, 'weight_kg', weight_kg FROM patients
  UNION ALL SELECT patient_id, 'prior_lines', prior_lines FROM patients
  UNION ALL SELECT patient_id, 'prior_checkpoint_inhibitor', prior_checkpoint_inhibitor FROM patients
  UNION ALL SELECT patient_id, 'death_date', CAST(death_date AS VARCHAR) FROM patients
  UNION ALL SELECT patient_id, 'last_contact_date', CAST(last_contact_date AS VARCHAR) FROM patients
  UNION ALL SELECT patient_id, 'site', site FROM patients
),
differing AS (
  SELECT patient_id
  FROM cells
  WHERE patient_id IS NOT NULL AND value IS NOT NULL
  GROUP BY patient_id, name
  HAVING count(DISTINCT value) > 1
),
twice AS (
  SELECT DISTINCT patient_id FROM differing
)
SELECT rule, _file, _line FROM _course_notes
UNION ALL
SELECT 'unknown_action', _file, _line FROM _unknown_actions
UNION ALL
SELECT 'no_stop', _file, _line FROM _events WHERE kind = 'vasopressor' AND stop_hour IS NULL
UNION ALL
SELECT 'other_route', _file, _line FROM _il2_rows WHERE NOT is_routed
UNION ALL
SELECT 'no_weight_unit', _file, _line FROM _measured WHERE analyte = 'weight' AND unit IS NULL
UNION ALL
SELECT 'patient_twice', _people._file, _people._line
FROM twice JOIN _people ON twice.patient_id = _people.patient_id
