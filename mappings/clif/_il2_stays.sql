-- Hospitalizations with a row of IL-2.
SELECT rows.hospitalization_id
FROM _drugs
JOIN medication_admin_continuous AS rows
  ON (_drugs.med_category IS NOT DISTINCT FROM rows.med_category)
    AND (_drugs.med_name IS NOT DISTINCT FROM rows.med_name)
WHERE _drugs.is_il2
UNION
SELECT rows.hospitalization_id
FROM _drugs
JOIN medication_admin_intermittent AS rows
  ON (_drugs.med_category IS NOT DISTINCT FROM rows.med_category)
    AND (_drugs.med_name IS NOT DISTINCT FROM rows.med_name)
WHERE _drugs.is_il2
