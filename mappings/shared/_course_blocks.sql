-- Rule 3: which cycles make a course. A run is a course of its own.
WITH before AS (
  SELECT *,
         lag(ends) OVER (PARTITION BY patient_id, kind ORDER BY block) AS ends_before,
         lag(is_til) OVER (PARTITION BY patient_id, kind ORDER BY block) AS til_before
  FROM _blocks
),
begun AS (
  SELECT before.*,
         CASE WHEN kind = 'run' OR ends_before IS NULL OR is_til OR til_before
                OR date_part('epoch', begins) - date_part('epoch', ends_before)
                   >= parameters.course_gap_days * 86400 - 1e-6 THEN 1 ELSE 0 END AS is_new
  FROM before CROSS JOIN parameters
),
segments AS (
  SELECT *, sum(is_new) OVER (PARTITION BY patient_id, kind ORDER BY block
                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS segment
  FROM begun
),
positions AS (
  SELECT *, row_number() OVER (PARTITION BY patient_id, kind, segment ORDER BY block) AS position
  FROM segments
),
limits AS (
  SELECT CASE WHEN cycles_per_course >= 0 THEN cycles_per_course
              WHEN planned_cycles > 0 THEN planned_cycles
              ELSE 2 END AS most
  FROM parameters
),
parts AS (
  SELECT positions.*, CASE WHEN most > 0 THEN CAST(floor((CAST(position AS BIGINT) - 1) / most) AS BIGINT)
              ELSE 0 END AS part
  FROM positions CROSS JOIN limits
)
SELECT patient_id, kind, block, segment, part, begins, ends, is_til,
       row_number() OVER (PARTITION BY patient_id, kind, segment, part ORDER BY block) AS cycle
FROM parts
