-- The first row of dm of each subject.
WITH ranked AS (
  SELECT *, row_number() OVER (PARTITION BY usubjid ORDER BY _file, _line) AS place
  FROM dm
  WHERE usubjid IS NOT NULL
)
SELECT * FROM ranked WHERE place = 1
