-- Title: Sites that collected the columns a measure needs
-- One row per: measure, unit and site
-- Reads: collection
-- Counts: sites that collected everything that the measure needs in this unit. An empty column name means the whole table.
--   A measure that needs only what every export has lists the table courses. MEASURE/ITEM is an item with its own list.
--   If a measure accepts alternatives, one of them is enough.
--   Own columns (x_…) have a measure each, of Table 1.
-- Out of: sites of the store
-- Agrees with: none
-- Source: measure book, What each measure needs
-- Parameters: none
WITH needs AS (
    SELECT
        n.measure,
        n.unit,
        n.needed_table,
        n.needed_column
    FROM (
        VALUES
            ('cohort.flow', 'course', 'courses', ''),
            ('cohort.flow', 'patient', 'courses', ''),
            ('cohort.total', 'cycle', 'courses', ''),
            ('cohort.total', 'dose', 'courses', ''),
            ('characteristics.age_years', 'patient', 'courses', 'age_years'),
            ('characteristics.weight_kg', 'patient', 'courses', 'weight_kg'),
            ('characteristics.prior_lines', 'patient', 'patients', 'prior_lines'),
            ('characteristics.ctcae_version', 'patient', 'courses', 'ctcae_version'),
            ('characteristics.response_criteria', 'patient', 'courses', 'response_criteria'),
            ('characteristics.sex', 'patient', 'patients', 'sex'),
            ('characteristics.race', 'patient', 'patients', 'race'),
            ('characteristics.ethnicity', 'patient', 'patients', 'ethnicity'),
            ('characteristics.diagnosis', 'patient', 'patients', 'diagnosis'),
            ('characteristics.ecog', 'patient', 'courses', 'ecog'),
            ('characteristics.regimen', 'patient', 'courses', ''),
            ('characteristics.care_setting', 'patient', 'courses', 'care_setting'),
            ('characteristics.prior_checkpoint_inhibitor', 'patient', 'patients', 'prior_checkpoint_inhibitor'),
            ('characteristics.start_year', 'patient', 'courses', 'start_year'),
            ('exposure.doses_given', 'cycle', 'courses', ''),
            ('exposure.doses_given', 'course', 'courses', ''),
            ('exposure.doses_given', 'patient', 'courses', ''),
            ('exposure.doses_given_by_cycle', 'cycle', 'courses', ''),
            ('exposure.fraction_of_planned', 'course', 'courses', ''),
            ('exposure.at_least', 'course', 'courses', ''),
            ('exposure.completed', 'course', 'courses', ''),
            ('exposure.completed', 'cycle', 'courses', ''),
            ('exposure.cycle_outcome', 'cycle', 'courses', ''),
            ('exposure.end_reason', 'cycle', 'doses', 'reason'),
            ('exposure.dose_disposition', 'dose', 'courses', ''),
            ('exposure.cumulative_miu_per_kg', 'course', 'courses', ''),
            ('exposure.cumulative_miu_per_kg', 'patient', 'courses', ''),
            ('exposure.dose_status', 'dose', 'courses', ''),
            ('exposure.reason', 'dose', 'doses', 'reason'),
            ('exposure.courses', 'patient', 'courses', ''),
            ('exposure.plan', 'course', 'courses', ''),
            ('exposure.dose_deviation', 'dose', 'courses', ''),
            ('exposure.dose_deviation/beyond_10_percent', 'dose', 'doses', 'iu_per_kg'),
            ('exposure.dose_deviation/interval_under_7_h', 'dose', 'doses', 'hour'),
            ('toxicity.any', 'patient', 'toxicities', 'grade'),
            ('toxicity.any', 'course', 'toxicities', 'grade'),
            ('toxicity.any', 'cycle', 'toxicities', 'grade'),
            ('toxicity.any', 'cycle', 'toxicities', 'onset_hour'),
            ('toxicity.any', 'cycle', 'doses', 'hour'),
            ('toxicity.overview', 'patient', 'toxicities', 'grade'),
            ('toxicity.overview', 'course', 'toxicities', 'grade'),
            ('toxicity.organ_system', 'patient', 'toxicities', 'grade'),
            ('toxicity.organ_system', 'course', 'toxicities', 'grade'),
            ('toxicity.term', 'patient', 'toxicities', 'grade'),
            ('toxicity.term', 'course', 'toxicities', 'grade'),
            ('toxicity.onset_dose', 'course', 'toxicities', 'grade'),
            ('toxicity.onset_dose', 'course', 'toxicities', 'onset_hour'),
            ('toxicity.onset_dose', 'course', 'doses', 'hour'),
            ('toxicity.resolved_by', 'course', 'toxicities', 'grade'),
            ('toxicity.resolved_by', 'course', 'toxicities', 'onset_hour'),
            ('toxicity.resolved_by', 'course', 'toxicities', 'resolved_hour'),
            ('toxicity.died_unresolved_by', 'course', 'toxicities', 'grade'),
            ('toxicity.died_unresolved_by', 'course', 'toxicities', 'onset_hour'),
            ('toxicity.died_unresolved_by', 'course', 'toxicities', 'resolved_hour'),
            ('toxicity.resolved_at_least', 'course', 'toxicities', 'grade'),
            ('toxicity.resolved_at_least', 'course', 'toxicities', 'onset_hour'),
            ('toxicity.resolved_at_least', 'course', 'toxicities', 'resolved_hour'),
            ('toxicity.resolution_recorded', 'course', 'toxicities', 'grade'),
            ('toxicity.resolution_recorded', 'course', 'toxicities', 'onset_hour'),
            ('toxicity.resolution_recorded', 'course', 'toxicities', 'resolved_hour'),
            ('toxicity.rate', 'course', 'toxicities', 'grade'),
            ('vasopressor.use', 'patient', 'vasopressors', ''),
            ('vasopressor.use', 'course', 'vasopressors', ''),
            ('vasopressor.use', 'cycle', 'vasopressors', ''),
            ('vasopressor.use', 'cycle', 'doses', 'hour'),
            ('vasopressor.use_unlisted_only', 'patient', 'vasopressors', ''),
            ('vasopressor.use_unlisted_only', 'course', 'vasopressors', ''),
            ('vasopressor.low_dose_dopamine_only', 'patient', 'vasopressors', 'peak_rate'),
            ('vasopressor.low_dose_dopamine_only', 'patient', 'vasopressors', 'rate_unit'),
            ('vasopressor.low_dose_dopamine_only', 'course', 'vasopressors', 'peak_rate'),
            ('vasopressor.low_dose_dopamine_only', 'course', 'vasopressors', 'rate_unit'),
            ('vasopressor.agent', 'course', 'vasopressors', ''),
            ('vasopressor.two_or_more_agents', 'course', 'vasopressors', ''),
            ('vasopressor.hours', 'course', 'vasopressors', 'stop_hour'),
            ('vasopressor.first_dose', 'course', 'vasopressors', ''),
            ('vasopressor.first_dose', 'course', 'doses', 'hour'),
            ('vasopressor.peak_nee', 'course', 'vasopressors', 'peak_rate'),
            ('vasopressor.peak_nee', 'course', 'vasopressors', 'rate_unit'),
            ('dialysis.use', 'patient', 'dialysis', ''),
            ('dialysis.use', 'course', 'dialysis', ''),
            ('dialysis.modality', 'course', 'dialysis', ''),
            ('dialysis.rate', 'course', 'dialysis', ''),
            ('dialysis.hours', 'course', 'dialysis', 'stop_hour'),
            ('dialysis.ended', 'course', 'dialysis', 'stop_hour'),
            ('kidney.kdigo_stage', 'course', 'measurements', ''),
            ('kidney.kdigo_stage', 'course', 'dialysis', ''),
            ('kidney.stage_3_at_least', 'course', 'measurements', ''),
            ('kidney.stage_3_at_least', 'course', 'dialysis', ''),
            ('kidney.staging', 'course', 'measurements', ''),
            ('kidney.staging', 'course', 'dialysis', ''),
            ('kidney.recovered_by', 'course', 'measurements', ''),
            ('kidney.recovered_by', 'course', 'dialysis', ''),
            ('kidney.peak_creatinine_ratio', 'course', 'measurements', ''),
            ('kidney.peak_creatinine_ratio', 'course', 'dialysis', ''),
            ('outcome.best_response', 'patient', 'courses', 'best_response'),
            ('outcome.objective_response', 'patient', 'courses', 'best_response'),
            ('outcome.objective_response_evaluable', 'patient', 'courses', 'best_response'),
            ('outcome.disease_control', 'patient', 'courses', 'best_response'),
            ('outcome.overall_survival', 'patient', 'patients', 'death_day'),
            ('outcome.overall_survival', 'patient', 'patients', 'last_contact_day'),
            ('outcome.overall_survival_median', 'patient', 'patients', 'death_day'),
            ('outcome.overall_survival_median', 'patient', 'patients', 'last_contact_day'),
            ('outcome.progression_free_survival', 'patient', 'patients', 'death_day'),
            ('outcome.progression_free_survival', 'patient', 'patients', 'last_contact_day'),
            ('outcome.progression_free_survival', 'patient', 'courses', 'progression_day'),
            ('outcome.progression_free_survival_median', 'patient', 'patients', 'death_day'),
            ('outcome.progression_free_survival_median', 'patient', 'patients', 'last_contact_day'),
            ('outcome.progression_free_survival_median', 'patient', 'courses', 'progression_day'),
            ('outcome.progression_undated', 'patient', 'courses', 'best_response'),
            ('outcome.progression_undated', 'patient', 'courses', 'progression_day'),
            ('outcome.duration_of_response', 'patient', 'patients', 'death_day'),
            ('outcome.duration_of_response', 'patient', 'patients', 'last_contact_day'),
            ('outcome.duration_of_response', 'patient', 'courses', 'best_response'),
            ('outcome.duration_of_response', 'patient', 'courses', 'response_day'),
            ('outcome.duration_of_response', 'patient', 'courses', 'progression_day'),
            ('outcome.duration_of_response_median', 'patient', 'patients', 'death_day'),
            ('outcome.duration_of_response_median', 'patient', 'patients', 'last_contact_day'),
            ('outcome.duration_of_response_median', 'patient', 'courses', 'best_response'),
            ('outcome.duration_of_response_median', 'patient', 'courses', 'response_day'),
            ('outcome.duration_of_response_median', 'patient', 'courses', 'progression_day'),
            ('outcome.treatment_related_death', 'patient', 'toxicities', 'grade'),
            ('outcome.death_within', 'patient', 'patients', 'death_day'),
            ('outcome.death_within', 'patient', 'patients', 'last_contact_day'),
            ('outcome.death_within', 'patient', 'doses', 'hour'),
            ('outcome.cause_of_death', 'patient', 'patients', 'death_day'),
            ('outcome.cause_of_death', 'patient', 'patients', 'death_cause'),
            ('care.icu_stay', 'patient', 'stays', ''),
            ('care.icu_stay', 'course', 'stays', ''),
            ('care.icu_transfer', 'patient', 'stays', ''),
            ('care.icu_transfer', 'patient', 'courses', 'care_setting'),
            ('care.icu_transfer', 'course', 'stays', ''),
            ('care.icu_transfer', 'course', 'courses', 'care_setting'),
            ('care.icu_transfer_hours', 'course', 'stays', 'stop_hour'),
            ('care.icu_hours', 'course', 'stays', 'stop_hour'),
            ('care.length_of_stay', 'course', 'stays', 'stop_hour'),
            ('care.medication_class', 'course', 'medications', ''),
            ('care.daily_monitoring', 'course', 'measurements', ''),
            ('care.daily_monitoring', 'course', 'doses', 'hour'),
            ('laboratory.version', 'course', 'measurements', ''),
            ('laboratory.grade', 'patient', 'measurements', ''),
            ('laboratory.grade', 'course', 'measurements', ''),
            ('laboratory.emergent', 'patient', 'measurements', ''),
            ('laboratory.emergent', 'course', 'measurements', ''),
            ('laboratory.organ_system', 'patient', 'measurements', ''),
            ('laboratory.organ_system', 'course', 'measurements', ''),
            ('laboratory.shift', 'course', 'measurements', ''),
            ('laboratory.agreement', 'course', 'measurements', ''),
            ('laboratory.agreement', 'course', 'toxicities', 'grade'),
            ('laboratory.combined', 'patient', 'measurements', ''),
            ('laboratory.combined', 'patient', 'toxicities', 'grade'),
            ('laboratory.combined', 'course', 'measurements', ''),
            ('laboratory.combined', 'course', 'toxicities', 'grade'),
            ('laboratory.nadir', 'course', 'measurements', ''),
            ('laboratory.peak', 'course', 'measurements', ''),
            ('laboratory.by_day', 'course', 'measurements', ''),
            ('laboratory.recovered_by', 'course', 'measurements', ''),
            ('laboratory.recovered_by/Creatinine increased', 'course', 'measurements', ''),
            ('laboratory.recovered_by/Creatinine increased', 'course', 'dialysis', ''),
            ('laboratory.severe_days', 'course', 'measurements', ''),
            ('vital.sign', 'patient', 'measurements', ''),
            ('vital.sign', 'course', 'measurements', ''),
            ('capillary_leak_proxy.part', 'patient', 'measurements', ''),
            ('capillary_leak_proxy.part', 'patient', 'vasopressors', ''),
            ('capillary_leak_proxy.part', 'patient', 'doses', 'hour'),
            ('capillary_leak_proxy.part', 'course', 'measurements', ''),
            ('capillary_leak_proxy.part', 'course', 'vasopressors', ''),
            ('capillary_leak_proxy.part', 'course', 'doses', 'hour'),
            ('capillary_leak_proxy.part', 'cycle', 'measurements', ''),
            ('capillary_leak_proxy.part', 'cycle', 'vasopressors', ''),
            ('capillary_leak_proxy.part', 'cycle', 'doses', 'hour'),
            ('capillary_leak_proxy.present', 'patient', 'measurements', ''),
            ('capillary_leak_proxy.present', 'patient', 'vasopressors', ''),
            ('capillary_leak_proxy.present', 'patient', 'doses', 'hour'),
            ('capillary_leak_proxy.present', 'course', 'measurements', ''),
            ('capillary_leak_proxy.present', 'course', 'vasopressors', ''),
            ('capillary_leak_proxy.present', 'course', 'doses', 'hour'),
            ('capillary_leak_proxy.present', 'cycle', 'measurements', ''),
            ('capillary_leak_proxy.present', 'cycle', 'vasopressors', ''),
            ('capillary_leak_proxy.present', 'cycle', 'doses', 'hour'),
            ('capillary_leak_proxy.net_fluid', 'cycle', 'measurements', ''),
            ('capillary_leak_proxy.net_fluid', 'cycle', 'doses', 'hour')
    ) AS n(measure, unit, needed_table, needed_column)
),
alternatives AS (
    SELECT
        t.measure,
        t.unit,
        t.needed_table,
        t.needed_column
    FROM (
        VALUES
            ('outcome.treatment_related_death', 'patient', 'toxicities', 'attribution'),
            ('outcome.treatment_related_death', 'patient', 'patients', 'death_cause')
    ) AS t(measure, unit, needed_table, needed_column)
),
needed_at_sites AS (
    SELECT DISTINCT
        n.measure,
        n.unit,
        n.needed_table,
        n.needed_column,
        c.site_id,
        CASE WHEN n.needed_column = '' THEN c.table_collected ELSE c.collected END AS is_collected
    FROM needs AS n
    JOIN collection AS c
        ON c.table = n.needed_table
        AND (n.needed_column = '' OR c.column = n.needed_column)
),
alternatives_at_sites AS (
    SELECT
        a.measure,
        a.unit,
        c.site_id,
        MAX(CASE WHEN c.collected THEN 1 ELSE 0 END) AS is_met
    FROM alternatives AS a
    JOIN collection AS c
        ON c.table = a.needed_table
        AND c.column = a.needed_column
    GROUP BY
        a.measure,
        a.unit,
        c.site_id
)
SELECT
    n.measure,
    n.unit,
    n.site_id
FROM needed_at_sites AS n
LEFT JOIN alternatives_at_sites AS a
    ON a.measure = n.measure
    AND a.unit = n.unit
    AND a.site_id = n.site_id
GROUP BY
    n.measure,
    n.unit,
    n.site_id
HAVING SUM(CASE WHEN n.is_collected THEN 0 ELSE 1 END) = 0
    AND COALESCE(MIN(a.is_met), 1) = 1
UNION ALL
SELECT
    'characteristics.' || c.column AS measure,
    'patient' AS unit,
    c.site_id
FROM collection AS c
WHERE c.collected
    AND c.table IN ('courses', 'patients')
    AND SUBSTR(c.column, 1, 2) = 'x_'
