-- Exposures of patients with a course to vasopressors and supportive medicines (rule 6: midnight is a
-- date alone). One that ends before it starts has no end.
WITH theirs AS (
  SELECT exposures.person_id AS patient_id, _drug_agents.kind, _drug_agents.agent,
         coalesce(exposures.drug_exposure_start_datetime,
                  CAST(exposures.drug_exposure_start_date AS TIMESTAMP(6))) AS begins,
         coalesce(exposures.drug_exposure_end_datetime,
                  CAST(exposures.drug_exposure_end_date AS TIMESTAMP(6))) AS ends,
         exposures.drug_type_concept_id, exposures._file, exposures._line
  FROM _drug_agents
  JOIN _drugs ON _drug_agents.drug = _drugs.drug
  JOIN _course_exposures AS exposures
    ON (_drugs.drug_concept_id IS NOT DISTINCT FROM exposures.drug_concept_id)
      AND (_drugs.drug_source_value IS NOT DISTINCT FROM exposures.drug_source_value)
),
used AS (
  SELECT theirs.*
  FROM theirs
  CROSS JOIN _used_types
  LEFT JOIN _drug_types ON theirs.drug_type_concept_id = _drug_types.type
  WHERE _drug_types.type IS NOT NULL OR NOT are_typed
),
timed AS (
  SELECT used.patient_id, used.kind, used.agent, used._file, used._line,
         CASE WHEN date_trunc('day', used.begins) = used.begins
              THEN coalesce(min(_treated.zero), used.begins) ELSE used.begins END AS t,
         CASE WHEN date_trunc('day', used.ends) = used.ends THEN used.ends + INTERVAL '1 day'
              ELSE used.ends END AS stop
  FROM used
  LEFT JOIN _treated
    ON used.patient_id = _treated.patient_id
      AND CAST(used.begins AS DATE) = CAST(_treated.zero AS DATE)
  GROUP BY used.patient_id, used.kind, used.agent, used._file, used._line, used.begins, used.ends
)
SELECT patient_id, kind, agent, t, CASE WHEN stop >= t THEN stop END AS stop, _file, _line
FROM timed
