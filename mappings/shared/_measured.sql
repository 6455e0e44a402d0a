-- Rule 10: findings with analyte, value and unit. A layout gives `_findings`, of patients with a
-- course: patient_id, t, code (LOINC or NULL), name, value, unit, lower_limit, upper_limit (texts),
-- _file, _line. A weight without a unit is here with unit NULL, and is not used.
WITH named AS (
  SELECT findings.*,
         coalesce(by_code.analyte, by_name.analyte) AS analyte,
         CASE WHEN by_code.analyte IS NOT NULL THEN by_code.loinc_unit
              ELSE by_name.loinc_unit END AS loinc_unit
  FROM _findings AS findings
  LEFT JOIN _analyte_words AS by_code
    ON regexp_replace(lower(findings.code), '[[:space:]_-]', '', 'g') = by_code.word
  LEFT JOIN _analyte_words AS by_name
    ON regexp_replace(lower(findings.name), '[[:space:]_-]', '', 'g') = by_name.word
),
valued AS (
  SELECT named.*,
         CASE WHEN regexp_like(value, '^([<>]=?)?[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$')
              THEN TRY_CAST(trim(regexp_replace(value, '[<>=]', '', 'g')) AS DOUBLE) END AS number,
         coalesce(CASE WHEN units.raw IS NULL THEN named.unit ELSE units.ucum END, loinc_unit,
                  CASE WHEN analyte = 'weight' AND name_says_kg THEN 'kg' END) AS known_unit
  FROM named
  LEFT JOIN _unit_words AS units
    ON regexp_replace(translate(lower(named.unit), 'µμ', 'uu'), '[[:space:]]', '', 'g') = units.raw
  WHERE analyte IS NOT NULL
)
SELECT patient_id, t, analyte, lower_limit, upper_limit, _file, _line,
       CASE WHEN analyte = 'weight' AND known_unit = '[oz_av]' THEN number / 35.27396195
            ELSE number END AS value,
       CASE WHEN analyte = 'weight' AND known_unit = '[oz_av]' THEN 'kg'
            WHEN analyte = 'temperature' AND known_unit IS NULL AND number > 45 THEN '[degF]'
            ELSE known_unit END AS unit
FROM valued
WHERE number IS NOT NULL
