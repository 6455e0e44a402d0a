-- The first value of each field of a record, over its rows.
WITH placed AS (
  SELECT record_id, field, value, moment,
         row_number() OVER (PARTITION BY record_id, field ORDER BY _file, _line) AS place
  FROM _fields
  WHERE field IN ('redcap_data_access_group', 'sex', 'race', 'ethnicity', 'diagnosis',
                  'prior_lines', 'prior_cpi', 'death_date', 'death_cause', 'last_contact_date')
)
SELECT record_id, field, value, moment
FROM placed
WHERE place = 1
