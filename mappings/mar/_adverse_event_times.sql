-- Rule 6: when adverse events of patients with a course began and resolved. A date alone begins at
-- 00:00, or at an hour 0 later on that day, and ends at 24:00.
SELECT adverse_events.patient_id, adverse_events._file, adverse_events._line,
       coalesce(adverse_events.onset_time, min(_treated.zero),
                CAST(adverse_events.onset_date AS TIMESTAMP(6))) AS t,
       coalesce(adverse_events.resolved_time,
                CAST(adverse_events.resolved_date AS TIMESTAMP(6)) + INTERVAL '1 day') AS stop
FROM _course_patients
JOIN adverse_events ON _course_patients.patient_id = adverse_events.patient_id
LEFT JOIN _treated
  ON adverse_events.patient_id = _treated.patient_id
    AND adverse_events.onset_date = CAST(_treated.zero AS DATE)
GROUP BY adverse_events.patient_id, adverse_events._file, adverse_events._line,
         adverse_events.onset_time, adverse_events.onset_date, adverse_events.resolved_time,
         adverse_events.resolved_date
