-- Title: Survival that is not estimated
-- One row per: curve and stratum
-- Reads: collected_strata, immortal_strata, progression_undated
-- Counts: curves that a rule withholds: all curves in strata defined after treatment began; progression-free survival where more
--   than 5% of patients have an undated progression
-- Out of: curves and strata that were collected
-- Agrees with: none
-- Source: measure book, Populations and outcome
-- Parameters: none
SELECT DISTINCT
    c.measure,
    c.stratum
FROM collected_strata AS c
LEFT JOIN immortal_strata AS i
    ON i.stratum = c.stratum
LEFT JOIN progression_undated AS u
    ON u.stratum = c.stratum
WHERE (
        i.stratum IS NOT NULL
        AND c.measure IN (
            'outcome.overall_survival',
            'outcome.overall_survival_median',
            'outcome.progression_free_survival',
            'outcome.progression_free_survival_median',
            'outcome.duration_of_response',
            'outcome.duration_of_response_median',
            'outcome.death_within'
        )
    )
    OR (
        u.numerator * 20 > u.denominator
        AND c.measure IN ('outcome.progression_free_survival', 'outcome.progression_free_survival_median')
    )
