-- Administrations of IL-2, as `_dose_parts` needs them. One of amount 0 is `other`; an absent or
-- unknown word has no meaning.
SELECT patient_id, t, coalesce(own_p, t) AS p, own_p, false AS has_no_time,
       CASE WHEN meaning IN ('given', 'start')
            THEN CASE WHEN amount = 0 THEN 'other' ELSE 'given' END
            ELSE meaning END AS meaning,
       amount, unit, reason, _file, _line
FROM _il2_rows
WHERE is_routed
  AND (meaning IS NULL OR meaning IN ('given', 'start', 'held', 'refused', 'other', 'ended'))
