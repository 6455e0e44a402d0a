-- One row per row of the drug.
SELECT patient_id AS course_id, 1 AS cycle,
       row_number() OVER (PARTITION BY patient_id ORDER BY action_time, _file, _line) AS dose_number,
       parameters.word AS status,
       (date_part('epoch', action_time)
        - date_part('epoch', min(action_time) OVER (PARTITION BY patient_id))) / 3600.0 AS hour,
       amount AS iu_per_kg,
       _file, _line
FROM _given CROSS JOIN parameters
