-- The missing data codes of the project, one per row, and as the header of a box has them.
SELECT DISTINCT trim(split_part(missing_codes, ',', number)) AS code,
       regexp_replace(lower(trim(split_part(missing_codes, ',', number))),
                      '[^a-z0-9_]+', '_', 'g') AS box_code
FROM parameters
JOIN _numbers ON number <= 1 + length(missing_codes) - length(replace(missing_codes, ',', ''))
WHERE missing_codes <> 'none' AND trim(split_part(missing_codes, ',', number)) <> ''
