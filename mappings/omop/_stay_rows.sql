-- Rule 6: stays of patients with a course; midnight is a date alone.
WITH stays AS (
  SELECT details.person_id, units_of.unit,
         coalesce(details.visit_detail_start_datetime,
                  CAST(details.visit_detail_start_date AS TIMESTAMP(6))) AS t,
         coalesce(details.visit_detail_end_datetime,
                  CAST(details.visit_detail_end_date AS TIMESTAMP(6))) AS stop,
         details._file, details._line
  FROM _course_patients
  JOIN visit_detail AS details ON _course_patients.patient_id = details.person_id
  JOIN _unit_names AS units_of
    ON (details.visit_detail_concept_id IS NOT DISTINCT FROM units_of.visit_detail_concept_id)
      AND (details.visit_detail_source_value IS NOT DISTINCT FROM units_of.visit_detail_source_value)
)
SELECT stays.person_id AS patient_id, stays.unit,
       CASE WHEN date_trunc('day', stays.t) = stays.t THEN coalesce(min(_treated.zero), stays.t)
            ELSE stays.t END AS t,
       CASE WHEN date_trunc('day', stays.stop) = stays.stop THEN stays.stop + INTERVAL '1 day'
            ELSE stays.stop END AS stop,
       stays._file, stays._line
FROM stays
LEFT JOIN _treated
  ON stays.person_id = _treated.patient_id AND CAST(stays.t AS DATE) = CAST(_treated.zero AS DATE)
GROUP BY stays.person_id, stays.unit, stays.t, stays.stop, stays._file, stays._line
