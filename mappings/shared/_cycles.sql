-- Cycles: the first and the last given dose of each.
SELECT patient_id, cycle, min(t) AS first_given, max(t) AS last_given
FROM _given_doses
GROUP BY patient_id, cycle
