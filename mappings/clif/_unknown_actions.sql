-- Rows of IL-2 or a vasopressor with a word that nobody knows.
SELECT action, _file, _line FROM _il2_rows WHERE is_routed AND meaning IS NULL
UNION ALL
SELECT action, _file, _line FROM _pressor_rows WHERE kind = 'vasopressor' AND is_unknown IS TRUE
