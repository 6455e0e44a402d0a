-- Rows of IL-2, and whether their route counts.
SELECT _subjects.subject AS patient_id, _known_rows.hospitalization_id, _known_rows.t,
       _known_rows.meaning, _known_rows.mar_action_name AS action, _known_rows.med_dose AS amount,
       _known_rows.med_dose_unit AS unit,
       regexp_like(lower(coalesce(_known_rows.med_route_category, '')), $il2_routes)
         AS is_routed,
       _known_rows._file, _known_rows._line
FROM _known_rows
LEFT JOIN _subjects ON _known_rows.hospitalization_id = _subjects.hospitalization_id
WHERE _known_rows.is_il2
