-- Every field of the export that has a value, one per row, with labels for codes. Of a field with
-- boxes it is the first box that is checked. `moment` is the value as a time, where it is a date
-- or a date-time; `day_only` says that it is a date alone.
WITH labelled AS (
  SELECT _values._file, _values._line, _values.record_id, _values.field,
         coalesce(_choices.label, _values.value) AS value
  FROM _values
  LEFT JOIN _choices
    ON _values.written = _choices.field AND _values.value = _choices.code
),
first_boxes AS (
  SELECT _file, _line, record_id, field, label AS value,
         row_number() OVER (PARTITION BY _file, _line, field ORDER BY number, code) AS place
  FROM _boxes
),
answers AS (
  SELECT _file, _line, record_id, field, value FROM labelled
  UNION ALL
  SELECT _file, _line, record_id, field, value FROM first_boxes WHERE place = 1
)
SELECT _file, _line, record_id, field, value,
       CASE WHEN length(value) >= 10 AND substr(value, 5, 1) = '-' AND regexp_like(value,
              '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?$')
            THEN TRY_CAST(CASE length(value) WHEN 10 THEN value || ' 00:00:00'
                                             WHEN 16 THEN value || ':00'
                                             ELSE value END AS TIMESTAMP(6)) END AS moment,
       length(value) = 10 AS day_only
FROM answers
