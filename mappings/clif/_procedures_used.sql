-- A row where patient_procedures gives dialysis.
SELECT procedures FROM parameters WHERE procedures
