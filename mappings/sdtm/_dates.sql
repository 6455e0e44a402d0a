-- What each text of a date says: `known_to` (year, month, day, time), from which moment, and up to
-- which. ISO 8601 to the year, month, day, hour, minute or second; anything else is no date.
WITH shaped AS (
  SELECT dtc,
         CASE WHEN regexp_like(dtc, '^[0-9]{4}$') THEN 'year'
              WHEN regexp_like(dtc, '^[0-9]{4}-[0-9]{2}$') THEN 'month'
              WHEN regexp_like(dtc, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') THEN 'day'
              WHEN regexp_like(dtc, '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}(:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?$')
                THEN 'time' END AS known_to
  FROM _written_dates
),
moments AS (
  SELECT dtc, known_to,
         TRY_CAST(CASE known_to
                    WHEN 'year' THEN dtc || '-01-01T00:00:00'
                    WHEN 'month' THEN dtc || '-01T00:00:00'
                    WHEN 'day' THEN dtc || 'T00:00:00'
                    ELSE CASE length(dtc) WHEN 13 THEN dtc || ':00:00'
                                          WHEN 16 THEN dtc || ':00'
                                          ELSE dtc END END AS TIMESTAMP(6)) AS moment
  FROM shaped
  WHERE known_to IS NOT NULL
)
SELECT dtc, known_to, moment,
       CASE known_to WHEN 'year' THEN moment + INTERVAL '1 year'
                     WHEN 'month' THEN moment + INTERVAL '1 month'
                     WHEN 'day' THEN moment + INTERVAL '1 day'
                     ELSE moment END AS until
FROM moments
WHERE moment IS NOT NULL
