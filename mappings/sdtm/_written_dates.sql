-- Every text of a date in the domains that are read, once; of findings and responses those of subjects
-- with IL-2.
SELECT rfendtc AS dtc FROM dm
UNION SELECT rfpendtc FROM dm
UNION SELECT dthdtc FROM dm
UNION SELECT ecstdtc FROM ec
UNION SELECT ecendtc FROM ec
UNION SELECT exstdtc FROM ex
UNION SELECT exendtc FROM ex
UNION SELECT aestdtc FROM ae
UNION SELECT aeendtc FROM ae
UNION SELECT cmstdtc FROM cm
UNION SELECT cmendtc FROM cm
UNION SELECT prstdtc FROM pr
UNION SELECT prendtc FROM pr
UNION SELECT lbdtc FROM _il2_subjects JOIN lb ON _il2_subjects.usubjid = lb.usubjid
UNION SELECT vsdtc FROM _il2_subjects JOIN vs ON _il2_subjects.usubjid = vs.usubjid
UNION SELECT dsstdtc FROM ds
UNION SELECT rsdtc FROM _il2_subjects JOIN rs ON _il2_subjects.usubjid = rs.usubjid
