-- The concepts and source values of visit details in a unit that is known; OMOP's words for a ward say
-- nothing.
WITH units_of AS (
  SELECT _visit_names.visit_detail_concept_id, _visit_names.visit_detail_source_value,
         CASE WHEN _visit_names.visit_detail_concept_id IN ('32037', '581379') THEN 'icu'
              ELSE nullif(_levels.unit, 'ward') END AS unit
  FROM _visit_names
  LEFT JOIN _levels ON _visit_names.name = _levels.name
)
SELECT visit_detail_concept_id, visit_detail_source_value, unit FROM units_of WHERE unit IS NOT NULL
