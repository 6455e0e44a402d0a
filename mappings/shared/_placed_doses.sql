-- Each dose with the cycle (kind `cycle`) or run (kind `run`) that it belongs to.
SELECT patient_id, dose, 'cycle' AS kind, cycle AS block FROM _given_doses
UNION ALL
SELECT patient_id, dose, 'cycle', cycle FROM _held_doses WHERE cycle IS NOT NULL
UNION ALL
SELECT patient_id, dose, 'run', run FROM _run_doses
