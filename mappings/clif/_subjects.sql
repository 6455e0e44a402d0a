-- Hospitalizations of patients with a row of IL-2, by whom every table of events is first cut down:
-- whose doses make courses, and whose events are theirs. That is the patient, or with `course` stay
-- the hospitalization; in the shared views `patient_id` is this subject.
WITH people AS (
  SELECT DISTINCT rows.patient_id
  FROM _il2_stays
  JOIN hospitalization AS rows ON _il2_stays.hospitalization_id = rows.hospitalization_id
),
stays AS (
  SELECT DISTINCT rows.hospitalization_id
  FROM people
  JOIN hospitalization AS rows ON people.patient_id = rows.patient_id
)
SELECT rows.hospitalization_id,
       min(rows.patient_id) AS patient_id,
       CASE min(parameters.course) WHEN 'stay' THEN rows.hospitalization_id
                                   ELSE min(rows.patient_id) END AS subject,
       min(rows.admission_dttm) AS admission
FROM stays
JOIN hospitalization AS rows ON stays.hospitalization_id = rows.hospitalization_id
CROSS JOIN parameters
GROUP BY rows.hospitalization_id
