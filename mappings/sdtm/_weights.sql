-- Rule 7: the weight of each treated course in kg: the last in the 30 days up to and with hour 0,
-- else the first in the 24 hours after it.
WITH in_kg AS (
  SELECT usubjid, _file, _line,
         CASE lower(unit) WHEN 'kg' THEN value
                          WHEN '[lb_av]' THEN value / 2.2046226218 END AS kg
  FROM _measured
  WHERE domain = 'vs' AND analyte = 'weight'
),
around AS (
  SELECT _treated.course_id, in_kg.kg, in_kg._file, in_kg._line, times.t, _treated.zero,
         (date_part('epoch', times.t) - date_part('epoch', _treated.zero)) / 3600.0 AS hour
  FROM in_kg
  JOIN _event_times AS times
    ON times.domain = 'vs' AND in_kg._file = times._file AND in_kg._line = times._line
  JOIN _treated ON in_kg.usubjid = _treated.patient_id
  WHERE in_kg.kg BETWEEN 10 - 1e-9 AND 350 + 1e-9
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
