-- Which drugs are IL-2, which are T cells.
SELECT _drug_names.drug,
       regexp_like(lower(_drug_names.drug), $il2) AS is_il2,
       regexp_like(lower(_drug_names.drug), $til) AS is_til
FROM _drug_names
