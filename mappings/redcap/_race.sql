-- A row where the race is asked with boxes.
SELECT field FROM _boxes WHERE field = 'race'
