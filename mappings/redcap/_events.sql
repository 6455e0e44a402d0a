-- The fields of toxicities, vasopressors, dialysis, stays and laboratory values, with the course
-- and, for times, the hour. A date alone is 00:00, or hour 0 where that is later on the same day;
-- as an end it is 24:00. A time that gives no hour is passed on in `at`, to be judged.
WITH timed AS (
  SELECT _fields._file, _fields._line, _links.form, _links.course_id, _fields.field, _fields.value,
         CASE WHEN NOT day_only THEN moment
              WHEN field IN ('tox_resolved', 'vaso_stop', 'dial_stop', 'stay_stop')
                THEN moment + INTERVAL '1 day'
              WHEN CAST(moment AS DATE) = CAST(_zeros.zero AS DATE) THEN _zeros.zero
              ELSE moment END AS moment,
         _zeros.zero
  FROM _fields
  JOIN _links
    ON _fields._file = _links._file AND _fields._line = _links._line
      AND split_part(_fields.field, '_', 1) = _links.form
  LEFT JOIN _zeros
    ON _links.record_id = _zeros.record_id AND _links.course_id = _zeros.course_id
)
SELECT _file, _line, form, course_id, field, value,
       (date_part('epoch', moment) - date_part('epoch', zero)) / 3600.0 AS hour,
       CASE WHEN moment IS NULL OR zero IS NULL THEN value END AS at
FROM timed
