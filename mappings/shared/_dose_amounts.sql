-- Rule 7: IU/kg of each dose. A mass is in mg. A layout gives `_course_weights`: course_id, weight_kg.
SELECT _course_doses.*, _reasons.reason AS known_reason, coalesce(_reasons.is_wish, false) AS is_wish,
       CASE WHEN is_given
            THEN amount * CASE WHEN il2_units.unit IS NULL THEN NULL
                               WHEN il2_units.iu IS NULL THEN parameters.iu_per_mg
                               ELSE CAST(il2_units.iu AS DOUBLE) END
                 / CASE il2_units.per_kg WHEN 'yes' THEN 1.0
                                         ELSE nullif(_course_weights.weight_kg, 0) END
       END AS iu_per_kg
FROM _course_doses
CROSS JOIN parameters
LEFT JOIN _reasons ON _course_doses.reason = _reasons.written
LEFT JOIN _il2_units AS il2_units
  ON regexp_replace(lower(_course_doses.unit), '[[:space:]]', '', 'g') = il2_units.unit
LEFT JOIN _course_weights ON _course_doses.course_id = _course_weights.course_id
