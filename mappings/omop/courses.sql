-- One row per course, in the place of its first dose.
WITH births AS (
  SELECT person_id, min(year_of_birth) AS year_of_birth, min(month_of_birth) AS month_of_birth,
         min(day_of_birth) AS day_of_birth
  FROM _course_patients JOIN person ON _course_patients.patient_id = person.person_id
  GROUP BY person_id
),
places AS (
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
  SELECT starts.*,
         date_part('year', starts.start) - births.year_of_birth
           - CASE WHEN births.month_of_birth * 100 + births.day_of_birth
                       > date_part('month', starts.start) * 100 + date_part('day', starts.start)
                  THEN 1 ELSE 0 END AS years
  FROM starts
  LEFT JOIN births ON starts.patient_id = births.person_id
)
SELECT days.course_id,
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
       _course_weights.weight_kg,
       CASE WHEN parameters.planned_iu_per_kg > 0 THEN parameters.planned_iu_per_kg END
         AS planned_iu_per_kg,
       CASE WHEN parameters.planned_cycles > 0 AND NOT days.is_til
            THEN parameters.planned_cycles END AS planned_cycles,
       CASE WHEN parameters.planned_doses_per_cycle > 0 AND NOT days.is_til
            THEN parameters.planned_doses_per_cycle END AS planned_doses_per_cycle,
       _care_settings.unit AS care_setting,
       places._file,
       places._line
FROM days
JOIN places ON days.course_id = places.course_id AND places.place = 1
JOIN ordered ON days.course_id = ordered.course_id
CROSS JOIN parameters
LEFT JOIN _course_weights ON days.course_id = _course_weights.course_id
LEFT JOIN _care_settings ON days.course_id = _care_settings.course_id
