-- Administrations of IL-2: one per row, or of a given row with a frequency and a later end many,
-- every 24 / n hours to the end, or through the end's day. `has_no_time` is a date alone.
WITH of_il2 AS (
  SELECT _exposures.*
  FROM _exposures
  WHERE regexp_like(treatment, $il2) AND regexp_like(route, $il2_routes)
),
reference_ends AS (
  SELECT usubjid, min(rfendtc) AS rfendtc FROM dm WHERE usubjid IS NOT NULL GROUP BY usubjid
),
frequencies AS (
  SELECT column1 AS frequency, column2 AS times_a_day
  FROM (VALUES ('QD', 1), ('Q24H', 1), ('BID', 2), ('Q12H', 2), ('TID', 3), ('Q8H', 3),
               ('QID', 4), ('Q6H', 4), ('Q4H', 6))
),
ended AS (
  SELECT of_il2.*, frequencies.times_a_day,
         CASE WHEN ends.known_to IN ('day', 'time') THEN ends.known_to
              ELSE reference.known_to END AS end_known_to,
         CASE WHEN ends.known_to IN ('day', 'time') THEN ends.moment
              WHEN reference.known_to IN ('day', 'time') THEN reference.moment END AS end_moment
  FROM of_il2
  LEFT JOIN frequencies ON of_il2.frequency = frequencies.frequency AND of_il2.meaning = 'given'
  LEFT JOIN _dates AS ends ON of_il2.endtc = ends.dtc
  LEFT JOIN reference_ends ON of_il2.patient_id = reference_ends.usubjid
  LEFT JOIN _dates AS reference ON reference_ends.rfendtc = reference.dtc
),
counted AS (
  SELECT *,
         CASE WHEN times_a_day IS NULL OR start IS NULL OR end_moment IS NULL THEN 1
              WHEN end_known_to = 'time' AND end_moment > start
                THEN 1 + floor((date_part('epoch', end_moment) - date_part('epoch', start))
                               * times_a_day / 86400.0 + 1e-9)
              WHEN end_known_to = 'day' AND CAST(end_moment AS DATE) > CAST(start AS DATE)
                THEN ceil((date_part('epoch', end_moment) + 86400.0 - date_part('epoch', start))
                          * times_a_day / 86400.0 - 1e-9)
              ELSE 1 END AS doses
  FROM ended
),
hundreds_of AS (
  SELECT counted.*, hundred FROM counted JOIN _hundreds ON hundred < doses
),
repeated AS (
  SELECT hundreds_of.*, hundred + number - 1 AS repetition
  FROM hundreds_of
  JOIN _numbers ON number <= 100 AND hundred + number <= doses
),
timed AS (
  SELECT repeated.*,
         CASE WHEN repetition = 0 THEN start
              ELSE start + CAST(CAST(repetition * (24 / times_a_day) AS VARCHAR) || ' hours'
                                AS INTERVAL) END AS t
  FROM repeated
)
SELECT patient_id, t, t AS p, CAST(NULL AS TIMESTAMP(6)) AS own_p,
       start_known_to = 'day' AS has_no_time,
       meaning, amount, unit, reason, _file, _line
FROM timed
