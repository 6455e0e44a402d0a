-- One row per dose; an administration without a subject or a time has no course, and is set aside.
SELECT course_id,
       cycle,
       dose_number,
       CASE WHEN meaning <> 'held' THEN meaning
            WHEN is_wish THEN 'refused'
            WHEN kind = 'cycle' AND t > ends THEN parameters.trailing
            ELSE 'held' END AS status,
       (date_part('epoch', t) - date_part('epoch', zero)) / 3600.0 AS hour,
       iu_per_kg,
       known_reason AS reason,
       _file,
       _line
FROM _dose_amounts CROSS JOIN parameters
UNION ALL
SELECT NULL, NULL, NULL, status, NULL, NULL, reason, _file, _line FROM _unplaced
