-- One row per row of the export with dose_no or dose_status.
SELECT _dose_rows.course_id,
       _dose_rows.cycle,
       _dose_rows.dose_number,
       _dose_rows.status,
       (date_part('epoch', _dose_rows.moment) - date_part('epoch', _zeros.zero)) / 3600.0 AS hour,
       -- A time that is neither a date nor a date-time is judged as it is.
       CASE WHEN _dose_rows.moment IS NULL THEN _dose_rows.dose_time END AS at,
       _dose_rows.iu_per_kg,
       _reasons.reason,
       _dose_rows._file,
       _dose_rows._line
FROM _dose_rows
LEFT JOIN _zeros
  ON _dose_rows.record_id = _zeros.record_id AND _dose_rows.course_id = _zeros.course_id
LEFT JOIN _reasons ON _dose_rows.reason = _reasons.written
