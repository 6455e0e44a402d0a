-- Rule 7: IU/kg of each dose. A mass is in mg. A placebo of 0 has none.
SELECT _course_doses.*, _reasons.reason AS known_reason, coalesce(_reasons.is_wish, false) AS is_wish,
       CASE WHEN NOT is_given OR amount = 0 THEN NULL
            WHEN parameters.dose_factor > 0 THEN amount * parameters.dose_factor
            ELSE amount * CASE WHEN il2_units.iu IS NULL THEN parameters.iu_per_mg
                               ELSE CAST(il2_units.iu AS DOUBLE) END
                 / CASE WHEN il2_units.per_kg = 'yes' THEN 1.0
                        WHEN il2_units.per_kg = 'no' THEN _weights.weight_kg END
       END AS iu_per_kg
FROM _course_doses
CROSS JOIN parameters
LEFT JOIN _reasons ON _course_doses.reason = _reasons.written
LEFT JOIN _il2_units AS il2_units
  ON regexp_replace(lower(_course_doses.unit), '[[:space:]]', '', 'g') = il2_units.unit
LEFT JOIN _weights ON _course_doses.course_id = _weights.course_id
