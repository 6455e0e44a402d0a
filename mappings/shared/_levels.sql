-- Units of care by the name of a level or department: the first pattern of levels.csv that is found.
-- A layout gives `_level_names`: name.
WITH patterns AS (
  SELECT pattern, unit, row_number() OVER () AS place FROM levels
),
found AS (
  SELECT _level_names.name, patterns.unit,
         row_number() OVER (PARTITION BY _level_names.name ORDER BY patterns.place) AS place
  FROM _level_names
  JOIN patterns ON regexp_like(lower(_level_names.name), patterns.pattern)
)
SELECT name, unit FROM found WHERE place = 1
