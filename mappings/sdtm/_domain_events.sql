-- The rows of the event domains with the texts of their dates: those of subjects with IL-2 and, where no
-- course is needed to give a row, undated ones of others.
WITH others AS (
  SELECT 'ae' AS domain, usubjid, aestdtc AS stdtc, aeendtc AS endtc, _file, _line FROM ae
  UNION ALL
  SELECT 'cm', usubjid, cmstdtc, cmendtc, _file, _line FROM cm
  UNION ALL
  SELECT 'pr', usubjid, prstdtc, prendtc, _file, _line FROM pr
)
SELECT others.*
FROM _il2_subjects
JOIN others ON _il2_subjects.usubjid = others.usubjid
UNION ALL
SELECT rows.*
FROM _dates
RIGHT JOIN (
  SELECT others.*
  FROM _il2_subjects
  RIGHT ANTI JOIN others ON _il2_subjects.usubjid = others.usubjid
) AS rows ON _dates.dtc = rows.stdtc
WHERE _dates.dtc IS NULL
UNION ALL
SELECT 'lb', lb.usubjid, lbdtc, NULL, _file, _line
FROM _il2_subjects JOIN lb ON _il2_subjects.usubjid = lb.usubjid
UNION ALL
SELECT 'vs', vs.usubjid, vsdtc, NULL, _file, _line
FROM _il2_subjects JOIN vs ON _il2_subjects.usubjid = vs.usubjid
