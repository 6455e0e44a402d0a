-- A row where the months of the export may be given.
SELECT true_dates FROM parameters WHERE true_dates = 'month'
