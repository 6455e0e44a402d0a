-- Rule 1: the doses of which something is known.
SELECT * FROM _dose_states WHERE meaning IS NOT NULL
