-- Rule 6: stays of patients with a course; midnight is a date alone.
SELECT stays.person_id AS patient_id, stays.unit,
       CASE WHEN date_trunc('day', stays.t) = stays.t THEN coalesce(min(_treated.zero), stays.t)
            ELSE stays.t END AS t,
       CASE WHEN date_trunc('day', stays.stop) = stays.stop THEN stays.stop + INTERVAL '1 day'
            ELSE stays.stop END AS stop,
       stays._file, stays._line
FROM _course_patients
JOIN _visit_units AS stays ON _course_patients.patient_id = stays.person_id
LEFT JOIN _treated
  ON stays.person_id = _treated.patient_id AND CAST(stays.t AS DATE) = CAST(_treated.zero AS DATE)
GROUP BY stays.person_id, stays.unit, stays.t, stays.stop, stays._file, stays._line
