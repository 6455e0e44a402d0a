-- Visit details in a unit that is known; OMOP's words for a ward say nothing.
WITH units_of AS (
  SELECT _visit_names.visit_detail_concept_id, _visit_names.visit_detail_source_value,
         CASE WHEN _visit_names.visit_detail_concept_id IN ('32037', '581379') THEN 'icu'
              ELSE nullif(_levels.unit, 'ward') END AS unit
  FROM _visit_names
  LEFT JOIN _levels ON _visit_names.name = _levels.name
)
SELECT visit_detail.person_id, units_of.unit,
       coalesce(visit_detail.visit_detail_start_datetime,
                CAST(visit_detail.visit_detail_start_date AS TIMESTAMP(6))) AS t,
       coalesce(visit_detail.visit_detail_end_datetime,
                CAST(visit_detail.visit_detail_end_date AS TIMESTAMP(6))) AS stop,
       visit_detail._file, visit_detail._line
FROM units_of
JOIN visit_detail
  ON (units_of.visit_detail_concept_id IS NOT DISTINCT FROM visit_detail.visit_detail_concept_id)
    AND (units_of.visit_detail_source_value IS NOT DISTINCT FROM visit_detail.visit_detail_source_value)
WHERE units_of.unit IS NOT NULL
