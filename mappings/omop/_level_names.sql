-- Every name of a visit detail, once, as `_levels` needs it.
SELECT DISTINCT name FROM _visit_names WHERE name IS NOT NULL
