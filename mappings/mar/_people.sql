-- One row per patient: of each column the first value, of the last contact the latest. Demographics
-- come by encounter.
SELECT patient_id,
       first_value(sex ORDER BY _file, _line) FILTER (WHERE sex IS NOT NULL) AS sex,
       first_value(race ORDER BY _file, _line) FILTER (WHERE race IS NOT NULL) AS race,
       first_value(ethnicity ORDER BY _file, _line) FILTER (WHERE ethnicity IS NOT NULL) AS ethnicity,
       first_value(diagnosis ORDER BY _file, _line) FILTER (WHERE diagnosis IS NOT NULL) AS diagnosis,
       first_value(age_years ORDER BY _file, _line) FILTER (WHERE age_years IS NOT NULL) AS age_years,
       first_value(birth_year ORDER BY _file, _line) FILTER (WHERE birth_year IS NOT NULL)
         AS birth_year,
       first_value(weight_kg ORDER BY _file, _line) FILTER (WHERE weight_kg IS NOT NULL) AS weight_kg,
       first_value(prior_lines ORDER BY _file, _line) FILTER (WHERE prior_lines IS NOT NULL)
         AS prior_lines,
       first_value(prior_checkpoint_inhibitor ORDER BY _file, _line)
         FILTER (WHERE prior_checkpoint_inhibitor IS NOT NULL) AS prior_checkpoint_inhibitor,
       first_value(death_date ORDER BY _file, _line) FILTER (WHERE death_date IS NOT NULL)
         AS death_date,
       max(last_contact_date) AS last_contact_date,
       first_value(site ORDER BY _file, _line) FILTER (WHERE site IS NOT NULL) AS site,
       first_value(_file ORDER BY _file, _line) AS _file,
       first_value(_line ORDER BY _file, _line) AS _line
FROM patients
WHERE patient_id IS NOT NULL
GROUP BY patient_id
