-- Rule 10: value and unit. The original result and its unit where that is a unit of the analyte,
-- else the standard result and its. A weight without a unit is not used (unit NULL).
WITH with_units AS (
  SELECT findings.*,
         CASE WHEN original.raw IS NULL THEN findings.orresu ELSE original.ucum END AS original_unit,
         CASE WHEN standard.raw IS NULL THEN findings.stresu ELSE standard.ucum END AS standard_unit
  FROM _findings AS findings
  LEFT JOIN _unit_words AS original
    ON regexp_replace(translate(lower(findings.orresu), 'µμ', 'uu'), '[[:space:]]', '', 'g')
       = original.raw
  LEFT JOIN _unit_words AS standard
    ON regexp_replace(translate(lower(findings.stresu), 'µμ', 'uu'), '[[:space:]]', '', 'g')
       = standard.raw
),
chosen AS (
  SELECT with_units.*, _analyte_units.unit IS NOT NULL AS is_original,
         CASE WHEN regexp_like(orres, '^[[:space:]]*[<>]?=?[[:space:]]*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?[[:space:]]*$')
              THEN TRY_CAST(trim(regexp_replace(orres, '[<>=]', '', 'g')) AS DOUBLE)
         END AS original_value
  FROM with_units
  LEFT JOIN _analyte_units
    ON with_units.analyte = _analyte_units.analyte
      AND regexp_replace(translate(lower(with_units.original_unit), 'µμ', 'uu'),
                         '[[:space:]]', '', 'g') = _analyte_units.unit
),
valued AS (
  SELECT domain, usubjid, analyte, _file, _line,
         CASE WHEN is_original THEN original_value ELSE stresn END AS value,
         CASE WHEN is_original THEN original_unit ELSE standard_unit END AS unit,
         CASE WHEN is_original THEN ornrlo ELSE stnrlo END AS lower_limit,
         CASE WHEN is_original THEN ornrhi ELSE stnrhi END AS upper_limit
  FROM chosen
)
SELECT domain, usubjid, analyte, _file, _line, lower_limit, upper_limit,
       CASE WHEN analyte = 'weight' AND unit = '[oz_av]' THEN value / 35.27396195
            ELSE value END AS value,
       CASE WHEN analyte = 'weight' AND unit = '[oz_av]' THEN 'kg'
            WHEN analyte = 'temperature' AND unit IS NULL AND value > 45 THEN '[degF]'
            ELSE unit END AS unit
FROM valued
WHERE value IS NOT NULL
