-- Every name of a level of care, else of a department, once, as `_levels` needs it.
SELECT DISTINCT coalesce(level_of_care, department) AS name
FROM adt
WHERE coalesce(level_of_care, department) IS NOT NULL
