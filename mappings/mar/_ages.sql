-- The age of each patient at the first course, in whole years; `90+` and `>89` are 90.
SELECT patient_id,
       CASE WHEN regexp_like(age_years, '^(90[[:space:]]*[+]|(>[[:space:]]*=|≥)[[:space:]]*90|>[[:space:]]*89)$')
              THEN 90
            WHEN regexp_like(age_years, '^[0-9]+([.][0-9]*)?$')
              THEN floor(CAST(age_years AS DOUBLE)) END AS years,
       birth_year
FROM _people
