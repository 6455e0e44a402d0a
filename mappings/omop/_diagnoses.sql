-- The latest diagnosis of melanoma or renal cell carcinoma up to the day of the first start.
WITH conditions AS (
  SELECT condition.person_id, condition.condition_start_date AS day,
         regexp_like(lower(coalesce(concepts.concept_name, '')), $melanoma)
           OR regexp_like(lower(coalesce(condition.condition_source_value, '')),
                          $melanoma) AS is_melanoma,
         regexp_like(lower(coalesce(concepts.concept_name, '')), $renal)
           OR regexp_like(lower(coalesce(condition.condition_source_value, '')),
                          $renal) AS is_renal
  FROM _first_starts
  JOIN condition_occurrence AS condition ON _first_starts.patient_id = condition.person_id
  LEFT JOIN _event_concepts AS concepts ON condition.condition_concept_id = concepts.concept_id
  WHERE CAST(condition.condition_start_date AS INT) <= _first_starts.first_day
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY day DESC, is_melanoma DESC) AS place
  FROM conditions
  WHERE is_melanoma OR is_renal
)
SELECT person_id,
       CASE WHEN is_melanoma THEN 'melanoma' ELSE 'renal_cell_carcinoma' END AS diagnosis
FROM ranked
WHERE place = 1
