-- Modalities of dialysis: what is known by name stays; else the first pattern of dialysis_names.csv
-- that is found gives it, and where that has none it is no dialysis; what no pattern knows stays.
WITH written AS (
  SELECT DISTINCT modality AS written FROM dialysis WHERE modality IS NOT NULL
),
known AS (
  SELECT modality AS word FROM dialysis_modalities
  UNION ALL
  SELECT name FROM dialysis_modalities
  UNION ALL
  SELECT split_part(synonyms, '|', number) FROM dialysis_modalities JOIN _numbers ON number <= 50
),
unknown AS (
  SELECT written.written
  FROM written
  LEFT ANTI JOIN known
    ON regexp_replace(lower(written.written), '[[:space:]_-]', '', 'g')
       = regexp_replace(lower(known.word), '[[:space:]_-]', '', 'g')
),
patterns AS (
  SELECT pattern, modality, row_number() OVER () AS place FROM dialysis_names
),
found AS (
  SELECT unknown.written, patterns.modality,
         row_number() OVER (PARTITION BY unknown.written ORDER BY patterns.place) AS place
  FROM unknown
  JOIN patterns ON regexp_like(lower(unknown.written), patterns.pattern)
)
SELECT written.written, coalesce(found.modality, written.written) AS modality,
       found.written IS NULL OR found.modality IS NOT NULL AS is_dialysis
FROM written
LEFT JOIN found ON written.written = found.written AND found.place = 1
