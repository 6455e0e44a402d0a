-- One row: whether only exposures of drug_types are used (some exposure to IL-2 is of them).
SELECT coalesce(bool_or(is_typed), false) AS are_typed FROM _il2_rows
