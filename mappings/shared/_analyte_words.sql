-- Rule 10: names, synonyms and LOINC codes of analytes, as they are compared; `loinc_unit` is the
-- unit of the code.
WITH words AS (
  SELECT 1 AS rank, analyte, analyte AS word, CAST(NULL AS VARCHAR) AS loinc_unit FROM analytes
  UNION ALL
  SELECT 2, analyte, split_part(synonyms, '|', number), NULL
  FROM analytes JOIN _numbers ON number <= 50
  UNION ALL
  SELECT 3, analyte, split_part(loinc, '|', number), nullif(split_part(loinc_unit, '|', number), '')
  FROM analytes JOIN _numbers ON number <= 20
),
squeezed AS (
  SELECT rank, analyte, loinc_unit, regexp_replace(lower(word), '[[:space:]_-]', '', 'g') AS word
  FROM words
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY word ORDER BY rank, analyte) AS place
  FROM squeezed
  WHERE word <> ''
)
SELECT word, analyte, loinc_unit FROM ranked WHERE place = 1
