-- Every pair of name and category of a drug, once: whether it is IL-2 or T cells, and the name by
-- which an agent is looked up.
WITH pairs AS (
  SELECT med_category, med_name FROM medication_admin_continuous
  UNION
  SELECT med_category, med_name FROM medication_admin_intermittent
)
SELECT pairs.med_category, pairs.med_name,
       CASE WHEN lower(pairs.med_category) = 'angiotensin' THEN 'angiotensin_II'
            ELSE pairs.med_category END AS drug,
       regexp_like(lower(coalesce(pairs.med_category, '')), $il2)
         OR regexp_like(lower(coalesce(pairs.med_name, '')), $il2) AS is_il2,
       regexp_like(lower(coalesce(pairs.med_category, '')), $til)
         OR regexp_like(lower(coalesce(pairs.med_name, '')), $til) AS is_til
FROM pairs
