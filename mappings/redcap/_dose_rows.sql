-- The doses. A date alone is 00:00. A dose that is said to be given with 0 was not given.
WITH rows_of_doses AS (
  SELECT _file, _line, record_id,
         max(value) FILTER (WHERE field = 'dose_no') AS dose_number,
         max(value) FILTER (WHERE field = 'dose_cycle') AS cycle,
         max(value) FILTER (WHERE field = 'dose_status') AS status,
         max(value) FILTER (WHERE field = 'dose_iu_per_kg') AS iu_per_kg,
         max(value) FILTER (WHERE field = 'dose_reason') AS reason,
         max(value) FILTER (WHERE field = 'dose_time') AS dose_time,
         max(moment) FILTER (WHERE field = 'dose_time') AS moment
  FROM _fields
  WHERE field LIKE 'dose_%'
  GROUP BY _file, _line, record_id
)
SELECT rows_of_doses.*, _links.course_id,
       lower(regexp_replace(status, '[ _-]', '', 'g')) = 'given'
         AND coalesce(TRY_CAST(iu_per_kg AS DOUBLE), 1) <> 0 AS is_given
FROM rows_of_doses
JOIN _links
  ON rows_of_doses._file = _links._file AND rows_of_doses._line = _links._line
WHERE _links.form = 'dose' AND (dose_number IS NOT NULL OR status IS NOT NULL)
