-- The site's own columns of patients: those that begin with `x_`, of each the first value.
SELECT patients.patient_id,
       regexp_replace(lower(trim(cells.header)), '[[:space:]-]', '_', 'g') AS own,
       cells.value,
       cells._file,
       cells._line
FROM patients_cells AS cells
JOIN patients ON cells._file = patients._file AND cells._line = patients._line
WHERE lower(trim(cells.header)) LIKE 'x\_%' AND patients.patient_id IS NOT NULL
