-- Rule 11: notes on courses and doses (long_gap, many_doses, no_amount, low_dose).
WITH counted AS (
  SELECT *,
         row_number() OVER (PARTITION BY course_id, cycle ORDER BY t, _file, _line) AS place,
         count(*) OVER (PARTITION BY course_id, cycle) AS doses
  FROM _dose_amounts
),
given AS (
  SELECT *,
         lag(t) OVER (PARTITION BY course_id ORDER BY t, _file, _line) AS given_before,
         lag(cycle) OVER (PARTITION BY course_id ORDER BY t, _file, _line) AS cycle_before
  FROM _dose_amounts
  WHERE is_given
)
SELECT 'many_doses' AS rule, _file, _line FROM counted WHERE doses > 15 AND place = 1
UNION ALL
SELECT 'long_gap', _file, _line
FROM given
WHERE cycle_before <> cycle
  AND date_part('epoch', t) - date_part('epoch', given_before) >= 20 * 86400 - 1e-6
UNION ALL
SELECT 'no_amount', _file, _line FROM given WHERE amount > 0 AND iu_per_kg IS NULL
UNION ALL
SELECT 'low_dose', _file, _line FROM given WHERE iu_per_kg < 100000 - 1e-9
