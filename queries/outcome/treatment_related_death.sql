-- Title: Treatment-related death
-- One row per: item and stratum
-- Reads: collected_strata, collecting_sites, treated_patient_strata, patients, on_treatment_events
-- Counts: attributed: patients with an event of grade 5 on treatment that is attributed to treatment, or with death_cause
--   treatment. not_excluded: these, and patients with such an event whose attribution is unknown or absent and a death_cause
--   that is neither disease nor other
-- Out of: treated patients of sites that collected the grade, and the attribution or the cause of death
-- Agrees with: outcome.treatment_related_death
-- Source: measure book, outcome
-- Parameters: none
WITH fatal_events AS (
    SELECT
        site_id,
        patient_id,
        MAX(CASE WHEN attribution = 'related' THEN 1 ELSE 0 END) AS is_related,
        MAX(CASE WHEN COALESCE(attribution, 'unknown') = 'unknown' THEN 1 ELSE 0 END) AS is_open
    FROM on_treatment_events
    WHERE grade = 5
    GROUP BY
        site_id,
        patient_id
),
seen_patients AS (
    SELECT
        p.stratum,
        CASE WHEN e.is_related = 1 OR d.death_cause = 'treatment' THEN 1 ELSE 0 END AS is_attributed,
        CASE
            WHEN e.is_open = 1 AND COALESCE(d.death_cause, 'unknown') NOT IN ('disease', 'other')
                THEN 1
            ELSE 0
        END AS is_open
    FROM treated_patient_strata AS p
    JOIN collecting_sites AS s
        ON s.measure = 'outcome.treatment_related_death'
        AND s.unit = 'patient'
        AND s.site_id = p.site_id
    LEFT JOIN fatal_events AS e
        ON e.site_id = p.site_id
        AND e.patient_id = p.patient_id
    LEFT JOIN patients AS d
        ON d.site_id = p.site_id
        AND d.patient_id = p.patient_id
),
items AS (
    SELECT
        t.place,
        t.item
    FROM (
        VALUES
            (1, 'attributed'),
            (2, 'not_excluded')
    ) AS t(place, item)
),
counted AS (
    SELECT
        s.stratum,
        i.place,
        i.item,
        CAST(
            COALESCE(SUM(CASE WHEN p.is_attributed = 1 OR (i.place = 2 AND p.is_open = 1) THEN 1 ELSE 0 END), 0)
            AS BIGINT
        ) AS deaths,
        COUNT(p.is_attributed) AS units
    FROM collected_strata AS s
    CROSS JOIN items AS i
    LEFT JOIN seen_patients AS p
        ON p.stratum = s.stratum
    WHERE s.measure = 'outcome.treatment_related_death'
    GROUP BY
        s.stratum,
        i.place,
        i.item
)
SELECT
    'outcome.treatment_related_death' AS measure,
    'patient' AS unit,
    stratum,
    item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(deaths AS DOUBLE) / units END AS value,
    deaths AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
