-- One row per laboratory value or vital sign of a known analyte (rules 5 and 10).
SELECT _treated.course_id,
       measured.analyte,
       (date_part('epoch', measured.t) - date_part('epoch', _treated.zero)) / 3600.0 AS hour,
       measured.value,
       measured.unit,
       measured._file,
       measured._line
FROM _treated
JOIN _measured AS measured ON _treated.patient_id = measured.patient_id
WHERE (measured.analyte <> 'weight' OR measured.unit IS NOT NULL)
  AND ((measured.t >= _treated.theirs_from
        AND (_treated.next_from IS NULL OR measured.t < _treated.next_from)
        AND measured.t <= _treated.followed_to)
    OR (measured.t < _treated.theirs_from
        AND measured.t > _treated.followed_before
        AND measured.t >= _treated.looked_back_to))
