-- The rows of the event domains with the texts of their dates.
SELECT 'ae' AS domain, usubjid, aestdtc AS stdtc, aeendtc AS endtc, _file, _line FROM ae
UNION ALL
SELECT 'cm', usubjid, cmstdtc, cmendtc, _file, _line FROM cm
UNION ALL
SELECT 'pr', usubjid, prstdtc, prendtc, _file, _line FROM pr
UNION ALL
SELECT 'lb', usubjid, lbdtc, NULL, _file, _line FROM lb
UNION ALL
SELECT 'vs', usubjid, vsdtc, NULL, _file, _line FROM vs
