-- One row per course, in the place of its first dose.
WITH places AS (
  SELECT course_id, _file, _line,
         row_number() OVER (PARTITION BY course_id ORDER BY t, _file, _line) AS place
  FROM _course_doses
),
ordered AS (
  SELECT course_id, row_number() OVER (ORDER BY start, course_id) AS sequence FROM _courses
),
starts AS (
  SELECT _courses.*,
         CAST(CAST(_courses.start AS DATE) AS INT) - _first_starts.first_day AS start_day
  FROM _courses
  JOIN _first_starts ON _courses.patient_id = _first_starts.patient_id
),
days AS (
  SELECT starts.*, _subjects.siteid, _subjects.studyid,
         CASE WHEN upper(_subjects.ageu) = 'YEARS' AND regexp_like(_subjects.age, '[0-9]')
              THEN floor(TRY_CAST(_subjects.age AS DOUBLE)) + floor(starts.start_day / 365.25)
         END AS years
  FROM starts
  LEFT JOIN _subjects ON starts.patient_id = _subjects.usubjid
)
SELECT CASE parameters.site WHEN 'siteid' THEN days.siteid
                            WHEN 'studyid' THEN days.studyid END AS site_id,
       days.course_id,
       days.patient_id,
       days.course_number,
       CASE WHEN days.is_til THEN 'til_il2' ELSE parameters.regimen END AS regimen,
       CASE WHEN parameters.true_dates IN ('year', 'month')
            THEN date_part('year', days.start) END AS start_year,
       CASE WHEN parameters.true_dates = 'month' THEN date_part('month', days.start) END
         AS start_month,
       days.start_day,
       CASE WHEN parameters.true_dates IN ('year', 'month') THEN ordered.sequence END AS sequence,
       -- Whole years at the start of the course, and 90 for 90 and over.
       CAST(CASE WHEN days.years > 90 THEN 90 ELSE days.years END AS BIGINT) AS age_years,
       _weights.weight_kg,
       CASE WHEN parameters.planned_iu_per_kg > 0 THEN parameters.planned_iu_per_kg END
         AS planned_iu_per_kg,
       CASE WHEN parameters.planned_cycles > 0 AND NOT days.is_til
            THEN parameters.planned_cycles END AS planned_cycles,
       CASE WHEN parameters.planned_doses_per_cycle > 0 AND NOT days.is_til
            THEN parameters.planned_doses_per_cycle END AS planned_doses_per_cycle,
       _best_responses.best_response,
       _best_responses.response_day,
       _best_responses.progression_day,
       places._file,
       places._line
FROM days
JOIN places ON days.course_id = places.course_id AND places.place = 1
JOIN ordered ON days.course_id = ordered.course_id
CROSS JOIN parameters
LEFT JOIN _weights ON days.course_id = _weights.course_id
LEFT JOIN _best_responses ON days.course_id = _best_responses.course_id
