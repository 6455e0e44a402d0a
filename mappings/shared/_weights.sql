-- Rule 7: the weight of each treated course in kg: the last in the 30 days up to and with hour 0,
-- else the first in the 24 hours after it. A layout gives `_weight_values`: patient_id, t, kg, _file,
-- _line.
WITH around AS (
  SELECT _treated.course_id, weighed.kg, weighed.t, weighed._file, weighed._line,
         (date_part('epoch', weighed.t) - date_part('epoch', _treated.zero)) / 3600.0 AS hour
  FROM _treated
  JOIN _weight_values AS weighed ON _treated.patient_id = weighed.patient_id
  WHERE weighed.kg BETWEEN 10 - 1e-9 AND 350 + 1e-9
),
ranked AS (
  SELECT *,
         row_number() OVER (PARTITION BY course_id, hour <= 1e-9
                            ORDER BY t DESC, _file DESC, _line DESC) AS from_last,
         row_number() OVER (PARTITION BY course_id, hour <= 1e-9 ORDER BY t, _file, _line)
           AS from_first
  FROM around
  WHERE hour BETWEEN -720 - 1e-9 AND 24 + 1e-9
)
SELECT course_id,
       coalesce(max(kg) FILTER (WHERE hour <= 1e-9 AND from_last = 1),
                max(kg) FILTER (WHERE hour > 1e-9 AND from_first = 1)) AS weight_kg
FROM ranked
GROUP BY course_id
