-- What a person should look at.
WITH cycles AS (
  SELECT _course_blocks.patient_id, segment, part, cycle, begins, block,
         lag(ends) OVER (PARTITION BY patient_id, segment, part ORDER BY cycle) AS ends_before
  FROM _course_blocks
  WHERE kind = 'cycle'
),
long_gaps AS (
  SELECT _doses._file, _doses._line,
         row_number() OVER (PARTITION BY cycles.patient_id, cycles.begins
                            ORDER BY _doses._file, _doses._line) AS place
  FROM cycles
  JOIN _doses
    ON cycles.patient_id = _doses.patient_id AND cycles.begins = _doses.t AND _doses.is_given
  WHERE date_part('epoch', begins) - date_part('epoch', ends_before) >= 20 * 86400 - 1e-6
),
many AS (
  SELECT course_id, cycle, _file, _line, dose_number,
         count(*) OVER (PARTITION BY course_id, cycle) AS doses
  FROM _course_doses
)
SELECT 'long_gap' AS rule, _file, _line FROM long_gaps WHERE place = 1
UNION ALL
SELECT 'many_doses', _file, _line FROM many WHERE doses > 15 AND dose_number = 1
UNION ALL
SELECT 'no_amount', _file, _line FROM _dose_amounts
WHERE is_given AND amount > 0 AND iu_per_kg IS NULL
UNION ALL
SELECT 'low_dose', _file, _line FROM _dose_amounts
WHERE is_given AND iu_per_kg < 100000 - 1e-6
UNION ALL
SELECT 'no_stop', _file, _line
FROM _vasopressors
WHERE stop_hour IS NULL AND course_id IS NOT NULL
UNION ALL
SELECT 'other_route', _file, _line
FROM _exposures CROSS JOIN parameters
WHERE regexp_like(treatment, parameters.il2) AND NOT regexp_like(route, parameters.il2_routes)
UNION ALL
SELECT 'no_weight_unit', _measured._file, _measured._line
FROM _measured
JOIN _first_starts ON _measured.usubjid = _first_starts.patient_id
WHERE _measured.analyte = 'weight' AND _measured.unit IS NULL
