-- Administrations of IL-2, as `_dose_parts` needs them. Where no administration of a person has a
-- time of day, each is a dose by itself; else midnight is a time. A quantity of 0 is `other`.
WITH used AS (
  SELECT _il2_rows.*
  FROM _il2_rows CROSS JOIN _used_types
  WHERE is_routed AND (is_typed OR NOT are_typed)
),
timed AS (
  SELECT patient_id,
         coalesce(bool_or(date_trunc('day', t) <> t), false) AS has_times
  FROM used
  GROUP BY patient_id
)
SELECT used.patient_id, used.t, used.t AS p, CAST(NULL AS TIMESTAMP(6)) AS own_p,
       NOT coalesce(timed.has_times, true) AS has_no_time,
       CASE WHEN used.amount = 0 THEN 'other' ELSE 'given' END AS meaning,
       used.amount, used.unit, CAST(NULL AS VARCHAR) AS reason, used._file, used._line
FROM used
LEFT JOIN timed ON used.patient_id = timed.patient_id
