-- The concepts and source values of visit details, with the name by which levels.csv is searched.
WITH pairs AS (
  SELECT DISTINCT visit_detail_concept_id, visit_detail_source_value FROM visit_detail
)
SELECT pairs.visit_detail_concept_id, pairs.visit_detail_source_value,
       coalesce(min(CASE WHEN pairs.visit_detail_concept_id <> '0' THEN concept.concept_name END),
                pairs.visit_detail_source_value) AS name
FROM pairs
LEFT JOIN concept ON pairs.visit_detail_concept_id = concept.concept_id
GROUP BY pairs.visit_detail_concept_id, pairs.visit_detail_source_value
