-- What `il2 check` prints: how administrations became doses, cycles and courses.
WITH given_gaps AS (
  SELECT _given_doses.patient_id,
         (date_part('epoch', t) - date_part('epoch', lag(t) OVER (
           PARTITION BY _given_doses.patient_id ORDER BY t, dose))) / 3600.0 AS hours
  FROM _given_doses
),
administration_gaps AS (
  SELECT (date_part('epoch', t) - date_part('epoch', lag(t) OVER (
           PARTITION BY patient_id ORDER BY t, _file, _line))) / 60.0 AS minutes
  FROM _administrations
  WHERE patient_id IS NOT NULL AND t IS NOT NULL
),
cycle_gaps AS (
  SELECT _course_blocks.patient_id, segment, part, begins, ends,
         lag(ends) OVER (PARTITION BY patient_id ORDER BY block) AS ends_before,
         lag(segment) OVER (PARTITION BY patient_id ORDER BY block) AS segment_before,
         lag(part) OVER (PARTITION BY patient_id ORDER BY block) AS part_before
  FROM _course_blocks
  WHERE kind = 'cycle'
),
gaps AS (
  SELECT cycle_gaps.*,
         (date_part('epoch', begins) - date_part('epoch', ends_before)) / 86400.0 AS days
  FROM cycle_gaps
  WHERE ends_before IS NOT NULL
),
items AS (
  SELECT 1 AS place, 'administrations' AS item, CAST(count(*) AS DOUBLE) AS value,
         CAST(NULL AS VARCHAR) AS detail, CAST(NULL AS DOUBLE) AS from_hour,
         CAST(NULL AS DOUBLE) AS to_hour
  FROM _administrations
  UNION ALL
  SELECT 2, 'doses', count(*), NULL, NULL, NULL FROM _doses
  UNION ALL
  SELECT 3, 'cycles', count(*), NULL, NULL, NULL FROM _course_blocks
  UNION ALL
  SELECT 4, 'courses', count(*), NULL, NULL, NULL FROM _courses
  UNION ALL
  SELECT 5, 'gap_days', count(*), CAST(CAST(floor(days) AS BIGINT) AS VARCHAR), NULL, NULL
  FROM gaps
  GROUP BY CAST(floor(days) AS BIGINT)
  UNION ALL
  SELECT 6, 'near_same_dose_minutes', count(*), NULL, NULL, NULL
  FROM administration_gaps CROSS JOIN parameters
  WHERE abs(minutes - same_dose_minutes) <= 0.1 * same_dose_minutes + 1e-9
  UNION ALL
  SELECT 7, 'near_cycle_gap_hours', count(*), NULL, NULL, NULL
  FROM given_gaps CROSS JOIN parameters
  WHERE abs(hours - cycle_gap_hours) <= 0.1 * cycle_gap_hours + 1e-9
  UNION ALL
  SELECT 8, 'near_course_gap_days', count(*), NULL, NULL, NULL
  FROM given_gaps CROSS JOIN parameters
  WHERE abs(hours / 24 - course_gap_days) <= 0.1 * course_gap_days + 1e-9
  UNION ALL
  SELECT 9, 'unknown_reason', count(*), _doses.reason, NULL, NULL
  FROM _doses
  JOIN _reasons ON _doses.reason = _reasons.written
  LEFT ANTI JOIN _reason_words
    ON lower(regexp_replace(_reasons.reason, '[ _-]', '', 'g')) = _reason_words.word
  WHERE NOT _reasons.is_wish
  GROUP BY _doses.reason
  UNION ALL
  SELECT 10, 'long_gap', gaps.days, gaps.patient_id,
         (date_part('epoch', gaps.ends_before) - date_part('epoch', _courses.zero)) / 3600.0,
         (date_part('epoch', gaps.begins) - date_part('epoch', _courses.zero)) / 3600.0
  FROM gaps
  JOIN _courses
    ON gaps.patient_id = _courses.patient_id AND gaps.segment = _courses.segment
      AND gaps.part = _courses.part AND _courses.kind = 'cycle'
  WHERE gaps.segment = segment_before AND gaps.part = part_before AND days >= 20 - 1e-9
)
SELECT item, value, detail, CAST(NULL AS VARCHAR) AS _file, CAST(NULL AS BIGINT) AS _line,
       from_hour, to_hour
FROM items
ORDER BY place, value DESC, detail
