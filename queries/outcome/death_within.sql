-- Title: Death within 30, 60 and 90 days of the last dose
-- One row per: stratum and day
-- Reads: survival_at_days
-- Counts: one minus the Kaplan-Meier estimate of being alive 30, 60 and 90 days after the last given dose of the last treated
--   course, with the deaths up to then
-- Out of: treated patients with a time in survival_times, at sites that collected the days and the hours of doses; see survival_times
-- Agrees with: outcome.death_within
-- Source: Kaplan EL, Meier P. JASA 1958;53:457; measure book, outcome
-- Parameters: none
SELECT
    measure,
    'patient' AS unit,
    stratum,
    item,
    level,
    'probability' AS statistic,
    1 - survival AS value,
    events AS numerator,
    units AS denominator
FROM survival_at_days
WHERE measure = 'outcome.death_within'
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    days
