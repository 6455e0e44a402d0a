-- The units that an analyte may have, as they are compared.
WITH written AS (
  SELECT analyte, unit FROM analytes
  UNION ALL
  SELECT analyte, other_unit FROM analytes
  UNION ALL
  SELECT analyte, split_part(more_units, '|', number)
  FROM analytes JOIN _numbers ON number <= 20
  UNION ALL
  SELECT 'weight', '[oz_av]'
)
SELECT DISTINCT analyte,
       regexp_replace(translate(lower(unit), 'µμ', 'uu'), '[[:space:]]', '', 'g') AS unit
FROM written
WHERE unit <> ''
