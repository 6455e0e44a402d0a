-- Whether some visit detail of the extract is in intensive care.
SELECT person_id FROM _visit_units WHERE unit = 'icu' LIMIT 1
