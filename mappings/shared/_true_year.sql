-- A row where the dates of the export are true.
SELECT true_dates FROM parameters WHERE true_dates IN ('year', 'month')
