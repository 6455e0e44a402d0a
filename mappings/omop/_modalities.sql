-- Procedures of patients with a course that are dialysis: by code, else by the first pattern of
-- dialysis_names.csv that is found; a pattern without a modality is no dialysis.
WITH written AS (
  SELECT DISTINCT procedure_occurrence.procedure_concept_id,
         procedure_occurrence.procedure_source_value
  FROM _course_patients
  JOIN procedure_occurrence ON _course_patients.patient_id = procedure_occurrence.person_id
),
named AS (
  SELECT written.*,
         regexp_replace(upper(concepts.concept_code), '[[:space:].]', '', 'g') AS concept_code,
         regexp_replace(upper(written.procedure_source_value), '[[:space:].]', '', 'g')
           AS source_code,
         lower(coalesce(concepts.concept_name, written.procedure_source_value)) AS name
  FROM written
  LEFT JOIN _event_concepts AS concepts ON written.procedure_concept_id = concepts.concept_id
),
codes AS (
  SELECT code, min(modality) AS modality FROM dialysis_codes GROUP BY code
),
patterns AS (
  SELECT pattern, modality, row_number() OVER () AS place FROM dialysis_names
),
names AS (
  SELECT DISTINCT name FROM named WHERE name IS NOT NULL
),
found AS (
  SELECT names.name, patterns.modality,
         row_number() OVER (PARTITION BY names.name ORDER BY patterns.place) AS place
  FROM names
  JOIN patterns ON regexp_like(names.name, patterns.pattern)
)
SELECT named.procedure_concept_id, named.procedure_source_value,
       coalesce(by_concept.modality, by_source.modality, found.modality) AS modality
FROM named
LEFT JOIN codes AS by_concept ON named.concept_code = by_concept.code
LEFT JOIN codes AS by_source ON named.source_code = by_source.code
LEFT JOIN found ON named.name = found.name AND found.place = 1
WHERE coalesce(by_concept.modality, by_source.modality, found.modality) IS NOT NULL
