-- Whose doses make courses, and whose events are theirs: the patient, or with `course` stay the
-- hospitalization. In the shared views `patient_id` is this subject.
SELECT hospitalization.hospitalization_id,
       min(hospitalization.patient_id) AS patient_id,
       CASE min(parameters.course) WHEN 'stay' THEN hospitalization.hospitalization_id
                                   ELSE min(hospitalization.patient_id) END AS subject,
       min(hospitalization.admission_dttm) AS admission
FROM hospitalization CROSS JOIN parameters
WHERE hospitalization.hospitalization_id IS NOT NULL
GROUP BY hospitalization.hospitalization_id
