-- One row per row of the export with course_no or course_start.
WITH answers AS (
  SELECT _file, _line,
         max(value) FILTER (WHERE field = 'redcap_data_access_group') AS site_id,
         max(value) FILTER (WHERE field = 'course_no') AS course_number,
         max(value) FILTER (WHERE field = 'regimen') AS regimen,
         max(value) FILTER (WHERE field = 'age_years') AS age_years,
         max(value) FILTER (WHERE field = 'weight_kg') AS weight_kg,
         max(value) FILTER (WHERE field = 'ecog') AS ecog,
         max(value) FILTER (WHERE field = 'baseline_dialysis') AS baseline_dialysis,
         max(value) FILTER (WHERE field = 'planned_iu_per_kg') AS planned_iu_per_kg,
         max(value) FILTER (WHERE field = 'planned_cycles') AS planned_cycles,
         max(value) FILTER (WHERE field = 'planned_doses') AS planned_doses_per_cycle,
         max(value) FILTER (WHERE field = 'care_setting') AS care_setting,
         max(value) FILTER (WHERE field = 'ctcae_version') AS ctcae_version,
         max(value) FILTER (WHERE field = 'best_response') AS best_response,
         max(value) FILTER (WHERE field = 'response_date') AS response_date,
         max(value) FILTER (WHERE field = 'progression_date') AS progression_date,
         max(moment) FILTER (WHERE field = 'response_date') AS response,
         max(moment) FILTER (WHERE field = 'progression_date') AS progression
  FROM _fields
  GROUP BY _file, _line
),
ordered AS (
  SELECT *, row_number() OVER (ORDER BY start, course_id) AS sequence
  FROM _starts
  WHERE start IS NOT NULL
)
SELECT answers.site_id,
       _course_rows.course_id,
       _course_rows.record_id AS patient_id,
       answers.course_number,
       CAST(CAST(ordered.start AS DATE) AS INT) - _first_starts.first_day AS start_day,
       CASE WHEN parameters.true_dates IN ('year', 'month')
            THEN date_part('year', ordered.start) END AS start_year,
       CASE WHEN parameters.true_dates = 'month'
            THEN date_part('month', ordered.start) END AS start_month,
       CASE WHEN parameters.true_dates IN ('year', 'month') THEN ordered.sequence END AS sequence,
       answers.regimen,
       -- Whole years, and 90 for 90 and over; what is no number is judged as it is.
       CASE WHEN regexp_like(answers.age_years, '^[0-9]+([.][0-9]*)?$')
            THEN CAST(CAST(CASE WHEN CAST(answers.age_years AS DOUBLE) > 90 THEN 90
                                ELSE floor(CAST(answers.age_years AS DOUBLE)) END AS INT) AS VARCHAR)
            ELSE answers.age_years END AS age_years,
       answers.weight_kg,
       answers.ecog,
       answers.baseline_dialysis,
       answers.planned_iu_per_kg,
       answers.planned_cycles,
       answers.planned_doses_per_cycle,
       answers.care_setting,
       answers.ctcae_version,
       answers.best_response,
       -- A text that is no date is of the wrong type, not absent.
       CASE WHEN answers.response_date IS NOT NULL AND answers.response IS NULL THEN 'no date'
            ELSE CAST(CAST(CAST(answers.response AS DATE) AS INT)
                      - CAST(CAST(ordered.start AS DATE) AS INT) AS VARCHAR) END AS response_day,
       CASE WHEN answers.progression_date IS NOT NULL AND answers.progression IS NULL THEN 'no date'
            ELSE CAST(CAST(CAST(answers.progression AS DATE) AS INT)
                      - CAST(CAST(ordered.start AS DATE) AS INT) AS VARCHAR) END AS progression_day,
       _course_rows._file,
       _course_rows._line
FROM _course_rows
JOIN answers
  ON _course_rows._file = answers._file AND _course_rows._line = answers._line
CROSS JOIN parameters
LEFT JOIN ordered
  ON _course_rows.record_id = ordered.record_id AND _course_rows.course_id = ordered.course_id
LEFT JOIN _first_starts ON _course_rows.record_id = _first_starts.record_id
