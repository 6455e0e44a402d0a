-- Laboratory values of blood and vital signs of patients with a course, as `_measured` needs them.
-- A blood pressure `120/80` is two.
SELECT labs.patient_id, labs.collected_time AS t, labs.loinc AS code, labs.test AS name,
       contains(lower(labs.test), 'kg') AS name_says_kg,
       labs.value, labs.unit, labs.range_low AS lower_limit, labs.range_high AS upper_limit,
       labs._file, labs._line
FROM _course_patients
JOIN labs ON _course_patients.patient_id = labs.patient_id
WHERE labs.specimen IS NULL OR regexp_like(lower(labs.specimen), 'blood|serum|plasma')
UNION ALL
SELECT patient_id, recorded_time, NULL, regexp_replace(measure, '[(]kg[)]', '', 'gi'),
       contains(lower(measure), 'kg'), value, unit, NULL, NULL, _file, _line
FROM _vitals_now
WHERE is_pair IS NOT TRUE
UNION ALL
SELECT patient_id, recorded_time, NULL, 'systolic_bp', false, trim(split_part(value, '/', 1)),
       'mm[Hg]', NULL, NULL, _file, _line
FROM _vitals_now
WHERE is_pair
UNION ALL
SELECT patient_id, recorded_time, NULL, 'diastolic_bp', false, trim(split_part(value, '/', 2)),
       'mm[Hg]', NULL, NULL, _file, _line
FROM _vitals_now
WHERE is_pair
