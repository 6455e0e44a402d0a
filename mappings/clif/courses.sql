-- One row per course, in the place of its first dose.
WITH ordered AS (
  SELECT course_id, row_number() OVER (ORDER BY start, course_id) AS sequence FROM _courses
),
days AS (
  SELECT _courses.*, at_zone(_courses.start, parameters.time_zone) AS local_start,
         CAST(CAST(at_zone(_courses.start, parameters.time_zone) AS DATE) AS INT)
           - _first_starts.first_day AS start_day,
         _ages.years
  FROM _courses
  CROSS JOIN parameters
  JOIN _first_starts ON _courses.patient_id = _first_starts.patient_id
  LEFT JOIN _ages ON _courses.course_id = _ages.course_id
)
SELECT CASE parameters.site WHEN 'hospital_id' THEN _course_sites.hospital_id END AS site_id,
       days.course_id,
       days.person AS patient_id,
       days.course_number,
       CASE WHEN days.is_til THEN 'til_il2' ELSE parameters.regimen END AS regimen,
       CASE WHEN parameters.true_dates IN ('year', 'month')
            THEN date_part('year', days.local_start) END AS start_year,
       CASE WHEN parameters.true_dates = 'month' THEN date_part('month', days.local_start) END
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
JOIN _course_places AS places ON days.course_id = places.course_id
JOIN ordered ON days.course_id = ordered.course_id
CROSS JOIN parameters
LEFT JOIN _course_weights ON days.course_id = _course_weights.course_id
LEFT JOIN _care_settings ON days.course_id = _care_settings.course_id
LEFT JOIN _course_sites ON days.course_id = _course_sites.course_id
