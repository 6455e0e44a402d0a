-- Title: Completeness of each column by site
-- One row per: site, table and optional column
-- Reads: collection, courses, patients, doses, toxicities, vasopressors, dialysis, measurements, medications, stays
-- Counts: stored rows, and rows with a value. A column that the site did not collect has is_collected false: its rows are not missing
--   values. Columns with a default (regimen, baseline_dialysis, planned_iu_per_kg and so on) are stored with it and look complete.
-- Out of: all stored rows of the site, regardless of --where
-- Agrees with: none
-- Source: data model, Absent is not empty
-- Parameters: none
WITH asked_columns AS (
    SELECT
        c.site_id,
        c.table AS table_name,
        c.column AS column_name,
        c.collected AS is_collected
    FROM collection AS c
    WHERE c.column NOT IN ('site_id', 'course_id', 'patient_id', 'cycle', 'dose_number', 'status', 'term', 'organ_system', 'agent', 'analyte')
        AND c.table <> 'not_assessed'
),
filled_columns AS (
    SELECT
        t.site_id,
        'courses' AS table_name,
        c.column_name,
        COUNT(*) AS rows_stored,
        COUNT(
            CASE c.column_name
                WHEN 'course_number' THEN CAST(t.course_number AS STRING)
                WHEN 'regimen' THEN t.regimen
                WHEN 'start_year' THEN CAST(t.start_year AS STRING)
                WHEN 'start_month' THEN CAST(t.start_month AS STRING)
                WHEN 'start_day' THEN CAST(t.start_day AS STRING)
                WHEN 'sequence' THEN CAST(t.sequence AS STRING)
                WHEN 'age_years' THEN CAST(t.age_years AS STRING)
                WHEN 'weight_kg' THEN CAST(t.weight_kg AS STRING)
                WHEN 'ecog' THEN CAST(t.ecog AS STRING)
                WHEN 'baseline_dialysis' THEN CAST(t.baseline_dialysis AS STRING)
                WHEN 'planned_iu_per_kg' THEN CAST(t.planned_iu_per_kg AS STRING)
                WHEN 'planned_cycles' THEN CAST(t.planned_cycles AS STRING)
                WHEN 'planned_doses_per_cycle' THEN CAST(t.planned_doses_per_cycle AS STRING)
                WHEN 'care_setting' THEN t.care_setting
                WHEN 'ctcae_version' THEN t.ctcae_version
                WHEN 'best_response' THEN t.best_response
                WHEN 'response_criteria' THEN t.response_criteria
                WHEN 'response_confirmed' THEN CAST(t.response_confirmed AS STRING)
                WHEN 'response_day' THEN CAST(t.response_day AS STRING)
                WHEN 'progression_day' THEN CAST(t.progression_day AS STRING)
                WHEN 'last_assessment_day' THEN CAST(t.last_assessment_day AS STRING)
            END
        ) AS rows_with_a_value
    FROM courses AS t
    JOIN asked_columns AS c
        ON c.table_name = 'courses'
        AND c.site_id = t.site_id
    GROUP BY
        t.site_id,
        c.column_name
    UNION ALL
    SELECT
        t.site_id,
        'patients' AS table_name,
        c.column_name,
        COUNT(*) AS rows_stored,
        COUNT(
            CASE c.column_name
                WHEN 'sex' THEN t.sex
                WHEN 'race' THEN t.race
                WHEN 'ethnicity' THEN t.ethnicity
                WHEN 'diagnosis' THEN t.diagnosis
                WHEN 'prior_lines' THEN CAST(t.prior_lines AS STRING)
                WHEN 'prior_checkpoint_inhibitor' THEN CAST(t.prior_checkpoint_inhibitor AS STRING)
                WHEN 'death_day' THEN CAST(t.death_day AS STRING)
                WHEN 'death_cause' THEN t.death_cause
                WHEN 'last_contact_day' THEN CAST(t.last_contact_day AS STRING)
            END
        ) AS rows_with_a_value
    FROM patients AS t
    JOIN asked_columns AS c
        ON c.table_name = 'patients'
        AND c.site_id = t.site_id
    GROUP BY
        t.site_id,
        c.column_name
    UNION ALL
    SELECT
        t.site_id,
        'doses' AS table_name,
        c.column_name,
        COUNT(*) AS rows_stored,
        COUNT(
            CASE c.column_name
                WHEN 'hour' THEN CAST(t.hour AS STRING)
                WHEN 'iu_per_kg' THEN CAST(t.iu_per_kg AS STRING)
                WHEN 'reason' THEN t.reason
            END
        ) AS rows_with_a_value
    FROM doses AS t
    JOIN asked_columns AS c
        ON c.table_name = 'doses'
        AND c.site_id = t.site_id
    GROUP BY
        t.site_id,
        c.column_name
    UNION ALL
    SELECT
        t.site_id,
        'toxicities' AS table_name,
        c.column_name,
        COUNT(*) AS rows_stored,
        COUNT(
            CASE c.column_name
                WHEN 'grade' THEN CAST(t.grade AS STRING)
                WHEN 'onset_hour' THEN CAST(t.onset_hour AS STRING)
                WHEN 'resolved_hour' THEN CAST(t.resolved_hour AS STRING)
                WHEN 'attribution' THEN t.attribution
                WHEN 'action' THEN t.action
            END
        ) AS rows_with_a_value
    FROM toxicities AS t
    JOIN asked_columns AS c
        ON c.table_name = 'toxicities'
        AND c.site_id = t.site_id
    GROUP BY
        t.site_id,
        c.column_name
    UNION ALL
    SELECT
        t.site_id,
        'vasopressors' AS table_name,
        c.column_name,
        COUNT(*) AS rows_stored,
        COUNT(
            CASE c.column_name
                WHEN 'stop_hour' THEN CAST(t.stop_hour AS STRING)
                WHEN 'peak_rate' THEN CAST(t.peak_rate AS STRING)
                WHEN 'rate_unit' THEN t.rate_unit
            END
        ) AS rows_with_a_value
    FROM vasopressors AS t
    JOIN asked_columns AS c
        ON c.table_name = 'vasopressors'
        AND c.site_id = t.site_id
    GROUP BY
        t.site_id,
        c.column_name
    UNION ALL
    SELECT
        t.site_id,
        'dialysis' AS table_name,
        c.column_name,
        COUNT(*) AS rows_stored,
        COUNT(
            CASE c.column_name
                WHEN 'modality' THEN t.modality
                WHEN 'stop_hour' THEN CAST(t.stop_hour AS STRING)
            END
        ) AS rows_with_a_value
    FROM dialysis AS t
    JOIN asked_columns AS c
        ON c.table_name = 'dialysis'
        AND c.site_id = t.site_id
    GROUP BY
        t.site_id,
        c.column_name
    UNION ALL
    SELECT
        t.site_id,
        'measurements' AS table_name,
        c.column_name,
        COUNT(*) AS rows_stored,
        COUNT(
            CASE c.column_name
                WHEN 'unit' THEN t.unit
                WHEN 'lower_limit' THEN CAST(t.lower_limit AS STRING)
                WHEN 'upper_limit' THEN CAST(t.upper_limit AS STRING)
            END
        ) AS rows_with_a_value
    FROM measurements AS t
    JOIN asked_columns AS c
        ON c.table_name = 'measurements'
        AND c.site_id = t.site_id
    GROUP BY
        t.site_id,
        c.column_name
    UNION ALL
    SELECT
        t.site_id,
        'medications' AS table_name,
        c.column_name,
        COUNT(*) AS rows_stored,
        COUNT(
            CASE c.column_name
                WHEN 'class' THEN t.class
                WHEN 'start_hour' THEN CAST(t.start_hour AS STRING)
                WHEN 'stop_hour' THEN CAST(t.stop_hour AS STRING)
            END
        ) AS rows_with_a_value
    FROM medications AS t
    JOIN asked_columns AS c
        ON c.table_name = 'medications'
        AND c.site_id = t.site_id
    GROUP BY
        t.site_id,
        c.column_name
    UNION ALL
    SELECT
        t.site_id,
        'stays' AS table_name,
        c.column_name,
        COUNT(*) AS rows_stored,
        COUNT(
            CASE c.column_name
                WHEN 'stop_hour' THEN CAST(t.stop_hour AS STRING)
            END
        ) AS rows_with_a_value
    FROM stays AS t
    JOIN asked_columns AS c
        ON c.table_name = 'stays'
        AND c.site_id = t.site_id
    GROUP BY
        t.site_id,
        c.column_name
)
SELECT
    a.site_id,
    a.table_name,
    a.column_name,
    a.is_collected,
    COALESCE(f.rows_stored, 0) AS rows_stored,
    COALESCE(f.rows_with_a_value, 0) AS rows_with_a_value,
    CASE
        WHEN a.is_collected THEN CAST(f.rows_with_a_value AS DOUBLE) / NULLIF(f.rows_stored, 0)
    END AS share
FROM asked_columns AS a
LEFT JOIN filled_columns AS f
    ON f.site_id = a.site_id
    AND f.table_name = a.table_name
    AND f.column_name = a.column_name
ORDER BY
    a.site_id,
    a.table_name,
    a.column_name
