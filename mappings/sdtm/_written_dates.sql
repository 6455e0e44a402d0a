-- Every text of a date in the domains that are read, once.
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
UNION SELECT lbdtc FROM lb
UNION SELECT vsdtc FROM vs
UNION SELECT dsstdtc FROM ds
UNION SELECT rsdtc FROM rs
