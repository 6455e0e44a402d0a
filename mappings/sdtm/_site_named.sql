-- A row where a column of the trial names the site.
SELECT site FROM parameters WHERE site IN ('siteid', 'studyid')
