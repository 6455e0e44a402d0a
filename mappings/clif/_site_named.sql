-- A row where hospital_id names the site.
SELECT site FROM parameters WHERE site = 'hospital_id'
