-- Runs of CRRT of a hospitalization, with no gap over crrt_gap_hours.
WITH theirs AS (
  SELECT _subjects.subject AS patient_id, rows.*
  FROM _course_patients
  JOIN _subjects ON _course_patients.patient_id = _subjects.subject
  JOIN crrt_therapy AS rows ON _subjects.hospitalization_id = rows.hospitalization_id
  WHERE rows.recorded_dttm IS NOT NULL
),
gaps AS (
  SELECT theirs.*,
         CASE WHEN date_part('epoch', recorded_dttm) - date_part('epoch', lag(recorded_dttm) OVER (
                     PARTITION BY hospitalization_id ORDER BY recorded_dttm, _file, _line))
                   <= parameters.crrt_gap_hours * 3600 + 1e-6 THEN 0 ELSE 1 END AS begins
  FROM theirs CROSS JOIN parameters
),
runs AS (
  SELECT *, sum(begins) OVER (PARTITION BY hospitalization_id ORDER BY recorded_dttm, _file, _line
                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
  FROM gaps
)
SELECT patient_id, min(recorded_dttm) AS t, max(recorded_dttm) AS stop,
       coalesce(first_value(lower(crrt_mode_category) ORDER BY recorded_dttm, _file, _line)
                  FILTER (WHERE crrt_mode_category IS NOT NULL), 'crrt') AS modality,
       first_value(_file ORDER BY recorded_dttm, _file, _line) AS _file,
       first_value(_line ORDER BY recorded_dttm, _file, _line) AS _line
FROM runs
GROUP BY patient_id, hospitalization_id, run
