-- Dialysis of patients with a course (rule 6: midnight is a date alone).
WITH theirs AS (
  SELECT procedures.person_id AS patient_id, _modalities.modality,
         coalesce(procedures.procedure_datetime,
                  CAST(procedures.procedure_date AS TIMESTAMP(6))) AS begins,
         procedures.procedure_end_datetime AS ends, procedures._file, procedures._line
  FROM _course_patients
  JOIN procedure_occurrence AS procedures ON _course_patients.patient_id = procedures.person_id
  JOIN _modalities
    ON (procedures.procedure_concept_id IS NOT DISTINCT FROM _modalities.procedure_concept_id)
      AND (procedures.procedure_source_value IS NOT DISTINCT FROM _modalities.procedure_source_value)
),
timed AS (
  SELECT theirs.patient_id, theirs.modality, theirs._file, theirs._line,
         CASE WHEN date_trunc('day', theirs.begins) = theirs.begins
              THEN coalesce(min(_treated.zero), theirs.begins) ELSE theirs.begins END AS t,
         CASE WHEN date_trunc('day', theirs.ends) = theirs.ends THEN theirs.ends + INTERVAL '1 day'
              ELSE theirs.ends END AS stop
  FROM theirs
  LEFT JOIN _treated
    ON theirs.patient_id = _treated.patient_id
      AND CAST(theirs.begins AS DATE) = CAST(_treated.zero AS DATE)
  GROUP BY theirs.patient_id, theirs.modality, theirs._file, theirs._line, theirs.begins,
           theirs.ends
)
SELECT patient_id, modality, t, CASE WHEN stop > t THEN stop END AS stop, _file, _line FROM timed
