-- Measurements of patients with a course, as `_measured` needs them (rule 6: midnight is a date
-- alone).
WITH theirs AS (
  SELECT *, coalesce(measurement_datetime, CAST(measurement_date AS TIMESTAMP(6))) AS moment
  FROM _their_measurements
),
zeros AS (
  SELECT patient_id, CAST(zero AS DATE) AS day, min(zero) AS zero
  FROM _treated
  GROUP BY patient_id, CAST(zero AS DATE)
)
SELECT theirs.person_id AS patient_id,
       CASE WHEN date_trunc('day', theirs.moment) = theirs.moment
            THEN coalesce(zeros.zero, theirs.moment) ELSE theirs.moment END AS t,
       tests.loinc AS code, theirs.measurement_source_value AS name,
       contains(lower(coalesce(theirs.measurement_source_value, '')), 'kg') AS name_says_kg,
       CAST(theirs.value_as_number AS VARCHAR) AS value,
       coalesce(unit_concepts.ucum, theirs.unit_source_value) AS unit,
       CAST(theirs.range_low AS VARCHAR) AS lower_limit,
       CAST(theirs.range_high AS VARCHAR) AS upper_limit,
       theirs._file, theirs._line
FROM theirs
LEFT JOIN _event_concepts AS tests ON theirs.measurement_concept_id = tests.concept_id
LEFT JOIN _event_concepts AS unit_concepts ON theirs.unit_concept_id = unit_concepts.concept_id
LEFT JOIN zeros
  ON theirs.person_id = zeros.patient_id AND CAST(theirs.moment AS DATE) = zeros.day
