-- Rule 7: weights in kg.
SELECT patient_id, t, _file, _line,
       CASE lower(unit) WHEN 'kg' THEN value
                        WHEN '[lb_av]' THEN value / 2.2046226218 END AS kg
FROM _measured
WHERE analyte = 'weight'
