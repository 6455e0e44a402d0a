-- The drugs of the extract that are neither IL-2 nor T cells.
SELECT drug
FROM _drugs
WHERE NOT is_il2 AND NOT is_til AND (med_category IS NOT NULL OR med_name IS NOT NULL)
