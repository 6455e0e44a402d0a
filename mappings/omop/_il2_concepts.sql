-- Concepts that are IL-2 (by il2_concepts, or by name) or T cells (by name).
WITH found AS (
  SELECT concept_id, true AS is_il2, false AS is_til FROM _il2_ids
  UNION ALL
  SELECT concept_id, regexp_like(lower(coalesce(concept_name, '')), $il2),
         regexp_like(lower(coalesce(concept_name, '')), $til)
  FROM concept
  WHERE concept_id <> '0'
    AND (regexp_like(lower(coalesce(concept_name, '')), $il2)
         OR regexp_like(lower(coalesce(concept_name, '')), $til))
)
SELECT concept_id, bool_or(is_il2) AS is_il2, bool_or(is_til) AS is_til
FROM found
GROUP BY concept_id
