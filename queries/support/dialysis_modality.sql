-- Title: Dialysis by modality
-- One row per: stratum and modality
-- Reads: collected_strata, measured_courses, courses_at_risk, counting_dialysis
-- Counts: courses at risk with a counted interval of the modality; `unspecified` where the export does not name it
-- Out of: courses at risk of sites that collected dialysis
-- Agrees with: dialysis.modality
-- Source: measure book, dialysis and kidney; modalities: KDIGO AKI 2012; ICD-10-PCS 5A1D
-- Parameters: none
WITH modalities AS (
    SELECT
        t.place,
        t.modality
    FROM (
        VALUES
            (1, 'ihd'),
            (2, 'pirrt'),
            (3, 'crrt'),
            (4, 'cvvh'),
            (5, 'cvvhd'),
            (6, 'cvvhdf'),
            (7, 'pd'),
            (8, 'unspecified')
    ) AS t(place, modality)
),
seen_courses AS (
    SELECT
        m.stratum,
        m.site_id,
        m.patient_id,
        m.course_id
    FROM measured_courses AS m
    JOIN courses_at_risk AS r
        ON r.site_id = m.site_id
        AND r.course_id = m.course_id
    WHERE m.measure = 'dialysis.modality'
),
course_modalities AS (
    SELECT DISTINCT
        site_id,
        course_id,
        modality
    FROM counting_dialysis
),
counted AS (
    SELECT
        s.stratum,
        t.place,
        t.modality,
        COUNT(m.modality) AS users,
        COUNT(c.course_id) AS units
    FROM collected_strata AS s
    CROSS JOIN modalities AS t
    LEFT JOIN seen_courses AS c
        ON c.stratum = s.stratum
    LEFT JOIN course_modalities AS m
        ON m.site_id = c.site_id
        AND m.course_id = c.course_id
        AND m.modality = t.modality
    WHERE s.measure = 'dialysis.modality'
    GROUP BY
        s.stratum,
        t.place,
        t.modality
)
SELECT
    'dialysis.modality' AS measure,
    'course' AS unit,
    stratum,
    modality AS item,
    'all' AS level,
    'proportion' AS statistic,
    CASE WHEN units > 0 THEN CAST(users AS DOUBLE) / units END AS value,
    users AS numerator,
    units AS denominator
FROM counted
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
