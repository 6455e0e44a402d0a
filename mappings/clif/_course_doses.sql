-- Each dose with its course, cycle and number.
SELECT _doses.*, _courses.course_id, _courses.zero, _course_blocks.cycle, _course_blocks.ends,
       _course_blocks.kind,
       row_number() OVER (
         PARTITION BY _doses.patient_id, _placed_doses.kind, _placed_doses.block
         ORDER BY _doses.t, _doses._file, _doses._line) AS dose_number
FROM _doses
CROSS JOIN parameters
JOIN _placed_doses
  ON _doses.patient_id = _placed_doses.patient_id AND _doses.dose = _placed_doses.dose
JOIN _course_blocks
  ON _placed_doses.patient_id = _course_blocks.patient_id
    AND _placed_doses.kind = _course_blocks.kind AND _placed_doses.block = _course_blocks.block
JOIN _courses
  ON _course_blocks.patient_id = _courses.patient_id AND (_course_blocks.kind = _courses.kind OR parameters.course = 'stay')
    AND _course_blocks.segment = _courses.segment AND _course_blocks.part = _courses.part
