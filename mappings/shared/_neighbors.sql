-- Doses that were not given, with the cycles that have given doses at or before and at or after.
WITH all_doses AS (
  SELECT _doses.patient_id, _doses.dose, _doses.t, _doses.meaning, _doses.is_given,
         _given_doses.cycle
  FROM _doses
  LEFT JOIN _given_doses
    ON _doses.patient_id = _given_doses.patient_id AND _doses.dose = _given_doses.dose
),
around AS (
  SELECT *,
         max(cycle) OVER (PARTITION BY patient_id ORDER BY t
                          RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS cycle_before,
         min(cycle) OVER (PARTITION BY patient_id ORDER BY t
                          RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS cycle_after
  FROM all_doses
)
SELECT around.patient_id, around.dose, around.t, around.meaning,
       around.cycle_before, around.cycle_after,
       (date_part('epoch', around.t) - date_part('epoch', before.last_given)) / 3600.0
         AS hours_since,
       (date_part('epoch', after.first_given) - date_part('epoch', around.t)) / 3600.0
         AS hours_until
FROM around
LEFT JOIN _cycles AS before
  ON around.patient_id = before.patient_id AND around.cycle_before = before.cycle
LEFT JOIN _cycles AS after
  ON around.patient_id = after.patient_id AND around.cycle_after = after.cycle
WHERE NOT around.is_given
