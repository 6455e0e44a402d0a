-- Rule 3: which cycles make a course. A run is a course of its own. No window here has a PARTITION
-- BY: a patient's cycles follow each other, then the runs, and `place` counts through all of them.
WITH placed AS (
  SELECT *, row_number() OVER (ORDER BY patient_id, kind, block) AS place FROM _blocks
),
before AS (
  SELECT *,
         lag(patient_id) OVER (ORDER BY place) AS patient_before,
         lag(kind) OVER (ORDER BY place) AS kind_before,
         lag(ends) OVER (ORDER BY place) AS ends_before,
         lag(is_til) OVER (ORDER BY place) AS til_before
  FROM placed
),
begun AS (
  SELECT *,
         CASE WHEN kind = 'run' OR kind_before IS NULL OR kind_before <> kind
                OR patient_before <> patient_id OR is_til OR til_before
                OR date_part('epoch', begins) - date_part('epoch', ends_before)
                   >= $course_gap_days * 86400 - 1e-6 THEN 1 ELSE 0 END AS is_new
  FROM before
),
segments AS (
  SELECT *,
         sum(is_new) OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
           AS segment,
         CAST(place - max(CASE WHEN is_new = 1 THEN place END)
           OVER (ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT)
           AS position
  FROM begun
),
limits AS (
  SELECT CASE WHEN cycles_per_course >= 0 THEN cycles_per_course
              WHEN planned_cycles > 0 THEN planned_cycles
              ELSE 2 END AS most
  FROM parameters
)
SELECT patient_id, kind, block, segment, begins, ends, is_til,
       CASE WHEN most > 0 THEN CAST(floor(position / most) AS BIGINT) ELSE 0 END AS part,
       CASE WHEN most > 0 THEN position % most ELSE position END + 1 AS cycle
FROM segments CROSS JOIN limits
