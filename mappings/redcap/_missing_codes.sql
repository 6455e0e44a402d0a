-- The missing data codes of the project, one per row.
SELECT DISTINCT trim(split_part(missing_codes, ',', number)) AS code
FROM parameters
JOIN _numbers ON number <= 1 + length(missing_codes) - length(replace(missing_codes, ',', ''))
WHERE missing_codes <> 'none' AND trim(split_part(missing_codes, ',', number)) <> ''
