-- The codes of each radio, dropdown and checkbox field (`code, label | code, label`) and their
-- labels; `box` is the name of the column that a checkbox field has for the code.
WITH parts AS (
  SELECT field, field_type, number,
         trim(split_part(choices, '|', number)) AS part
  FROM _dictionary
  JOIN _numbers ON number <= 1 + length(choices) - length(replace(choices, '|', ''))
  WHERE field_type IN ('radio', 'dropdown', 'checkbox')
),
codes AS (
  SELECT field, field_type, number,
         trim(split_part(part, ',', 1)) AS code,
         trim(substr(part, strpos(part, ',') + 1)) AS label
  FROM parts
  WHERE strpos(part, ',') > 0
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY field, code ORDER BY number) AS place
  FROM codes
)
SELECT field, field_type, number, code, label,
       field || '___' || regexp_replace(lower(code), '[^a-z0-9_]+', '_', 'g') AS box
FROM ranked
WHERE place = 1
