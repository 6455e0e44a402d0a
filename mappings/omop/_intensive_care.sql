-- Whether some visit detail of the extract is in intensive care.
SELECT unit FROM _unit_names WHERE unit = 'icu' LIMIT 1
