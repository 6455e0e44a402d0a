-- Rows of the drug.
SELECT mar.* FROM mar CROSS JOIN parameters
WHERE regexp_like(lower(coalesce(mar.drug, 'il-2')), parameters.drug)
