-- Rows of IL-2, with the meaning of their action and whether their route counts. A scheduled time
-- counts if it is at most schedule_hours from the time of the action.
SELECT mar.patient_id, mar.action_time AS t, mar.action, _actions.meaning,
       CASE WHEN abs(date_part('epoch', mar.scheduled_time) - date_part('epoch', mar.action_time))
                 <= $schedule_hours * 3600 + 1e-6
            THEN mar.scheduled_time END AS own_p,
       CASE WHEN regexp_like(mar.dose, '[0-9]')
            THEN TRY_CAST(regexp_replace(mar.dose, '[,[:space:]]', '', 'g') AS DOUBLE) END AS amount,
       CASE WHEN regexp_like(mar.weight_kg, '[0-9]')
            THEN TRY_CAST(regexp_replace(mar.weight_kg, '[,[:space:]]', '', 'g') AS DOUBLE) END
         AS weight_kg,
       mar.dose_unit AS unit, mar.reason, mar.site,
       regexp_like(lower(coalesce(mar.route, '')), $il2_routes) AS is_routed,
       mar._file, mar._line
FROM _drugs
JOIN mar ON _drugs.drug = mar.medication
LEFT JOIN _actions ON mar.action = _actions.action
WHERE _drugs.is_il2
