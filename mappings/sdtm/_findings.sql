-- Laboratory values and vital signs of subjects with a course, by codes.csv. Specimens other than blood give no row.
SELECT 'lb' AS domain, lb.usubjid, codes.analyte, lborres AS orres, lborresu AS orresu,
       CASE WHEN regexp_like(lbornrlo, '[0-9]') THEN TRY_CAST(lbornrlo AS DOUBLE) END AS ornrlo,
       CASE WHEN regexp_like(lbornrhi, '[0-9]') THEN TRY_CAST(lbornrhi AS DOUBLE) END AS ornrhi,
       lbstresn AS stresn, lbstresu AS stresu, lbstnrlo AS stnrlo, lbstnrhi AS stnrhi,
       lb._file, lb._line
FROM _course_patients
JOIN lb ON _course_patients.patient_id = lb.usubjid
JOIN codes ON codes.system = 'sdtm_lb' AND upper(lb.lbtestcd) = codes.code
WHERE lbspec IS NULL
   OR upper(lbspec) IN ('BLOOD', 'SERUM', 'PLASMA', 'SERUM OR PLASMA', 'WHOLE BLOOD')
UNION ALL
SELECT 'vs', vs.usubjid, codes.analyte, vsorres, vsorresu, NULL, NULL, vsstresn, vsstresu,
       NULL, NULL, vs._file, vs._line
FROM _course_patients
JOIN vs ON _course_patients.patient_id = vs.usubjid
JOIN codes ON codes.system = 'sdtm_vs' AND upper(vs.vstestcd) = codes.code
