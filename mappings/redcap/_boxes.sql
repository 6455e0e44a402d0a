-- The checked boxes: `field___code` counts where it is `1` or `Checked`. A code that the
-- dictionary does not have is its own label; a missing data code is no answer.
WITH checked AS (
  SELECT _file, _line, record_id, written AS box,
         split_part(written, '___', 1) AS field,
         substr(written, strpos(written, '___') + 3) AS code
  FROM _values
  WHERE strpos(written, '___') > 1 AND value IN ('1', 'Checked')
),
named AS (
  SELECT checked._file, checked._line, checked.record_id, checked.field,
         coalesce(_choices.number, 1001) AS number,
         checked.code,
         coalesce(_choices.label, checked.code) AS label
  FROM checked
  LEFT JOIN _choices ON checked.box = _choices.box AND _choices.field_type = 'checkbox'
)
SELECT named.*
FROM named
LEFT ANTI JOIN _missing_codes ON named.code = _missing_codes.box_code
