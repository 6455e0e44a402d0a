-- The types of an administration record.
SELECT DISTINCT trim(split_part(parameters.drug_types, ',', number)) AS type
FROM parameters JOIN _numbers ON number <= 100
WHERE trim(split_part(parameters.drug_types, ',', number)) <> ''
