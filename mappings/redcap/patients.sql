-- One row per record.
WITH first_rows AS (
  SELECT record_id, _file, _line,
         row_number() OVER (PARTITION BY record_id ORDER BY _file, _line) AS place
  FROM records
),
answers AS (
  SELECT record_id,
         max(value) FILTER (WHERE field = 'redcap_data_access_group') AS site_id,
         max(value) FILTER (WHERE field = 'sex') AS sex,
         max(value) FILTER (WHERE field = 'race') AS race,
         max(value) FILTER (WHERE field = 'ethnicity') AS ethnicity,
         max(value) FILTER (WHERE field = 'diagnosis') AS diagnosis,
         max(value) FILTER (WHERE field = 'prior_lines') AS prior_lines,
         max(value) FILTER (WHERE field = 'prior_cpi') AS prior_checkpoint_inhibitor,
         max(value) FILTER (WHERE field = 'death_cause') AS death_cause,
         max(value) FILTER (WHERE field = 'death_date') AS death_date,
         max(value) FILTER (WHERE field = 'last_contact_date') AS last_contact_date,
         CAST(CAST(max(moment) FILTER (WHERE field = 'death_date') AS DATE) AS INT) AS death,
         CAST(CAST(max(moment) FILTER (WHERE field = 'last_contact_date') AS DATE) AS INT)
           AS last_contact
  FROM _first_values
  GROUP BY record_id
)
SELECT answers.site_id,
       first_rows.record_id AS patient_id,
       answers.sex,
       answers.race,
       answers.ethnicity,
       answers.diagnosis,
       answers.prior_lines,
       answers.prior_checkpoint_inhibitor,
       -- A text that is no date is of the wrong type, not absent: a death would be lost.
       CASE WHEN answers.death_date IS NOT NULL AND answers.death IS NULL THEN 'no date'
            ELSE CAST(answers.death - _first_starts.first_day AS VARCHAR) END AS death_day,
       answers.death_cause,
       CASE WHEN answers.last_contact_date IS NOT NULL AND answers.last_contact IS NULL
            THEN 'no date'
            ELSE CAST(answers.last_contact - _first_starts.first_day AS VARCHAR)
       END AS last_contact_day,
       first_rows._file,
       first_rows._line
FROM first_rows
LEFT JOIN answers ON first_rows.record_id = answers.record_id
LEFT JOIN _first_starts ON first_rows.record_id = _first_starts.record_id
WHERE first_rows.place = 1
