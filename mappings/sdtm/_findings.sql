-- Laboratory values and vital signs by codes.csv. Specimens other than blood give no row.
SELECT 'lb' AS domain, lb.usubjid, codes.analyte, lborres AS orres, lborresu AS orresu,
       CASE WHEN regexp_like(lbornrlo, '[0-9]') THEN TRY_CAST(lbornrlo AS DOUBLE) END AS ornrlo,
       CASE WHEN regexp_like(lbornrhi, '[0-9]') THEN TRY_CAST(lbornrhi AS DOUBLE) END AS ornrhi,
       lbstresn AS stresn, lbstresu AS stresu, lbstnrlo AS stnrlo, lbstnrhi AS stnrhi,
       lb._file, lb._line
FROM lb
JOIN codes ON codes.system = 'sdtm_lb' AND upper(lb.lbtestcd) = codes.code
WHERE lbspec IS NULL
   OR upper(lbspec) IN ('BLOOD', 'SERUM', 'PLASMA', 'SERUM OR PLASMA', 'WHOLE BLOOD')
UNION ALL
SELECT 'vs', vs.usubjid, codes.analyte, vsorres, vsorresu, NULL, NULL, vsstresn, vsstresu,
       NULL, NULL, vs._file, vs._line
FROM vs
JOIN codes ON codes.system = 'sdtm_vs' AND upper(vs.vstestcd) = codes.code
