-- Administrations of IL-2, as `_dose_parts` needs them. One of amount 0 is `other`.
SELECT patient_id, t, t AS p, CAST(NULL AS TIMESTAMP(6)) AS own_p, false AS has_no_time,
       CASE WHEN meaning = 'given' AND amount = 0 THEN 'other' ELSE meaning END AS meaning,
       amount, unit, CAST(NULL AS VARCHAR) AS reason, _file, _line
FROM _il2_rows
WHERE is_routed AND (meaning IS NULL OR meaning <> 'nothing')
