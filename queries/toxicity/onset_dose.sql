-- Title: Dose by which a severe event had begun
-- One row per: stratum, organ system and statistic
-- Reads: collected_strata, measured_courses, treated_courses, first_severe_events, doses, organ_systems
-- Counts: given doses with an hour at or before the onset of the first event of grade 3 or more in the organ system.
-- Out of: treated courses with such an event in which every given dose has an hour
-- Agrees with: toxicity.onset_dose
-- Source: measure book, toxicity
-- Parameters: none
WITH amounts AS (
    SELECT
        m.unit,
        m.stratum,
        f.organ_system,
        CAST(SUM(CASE WHEN d.hour <= f.onset_hour + 1e-9 THEN 1 ELSE 0 END) AS DOUBLE) AS amount
    FROM measured_courses AS m
    JOIN treated_courses AS t
        ON t.site_id = m.site_id
        AND t.course_id = m.course_id
    JOIN first_severe_events AS f
        ON f.site_id = t.site_id
        AND f.course_id = t.course_id
    JOIN doses AS d
        ON d.site_id = t.site_id
        AND d.course_id = t.course_id
    WHERE m.measure = 'toxicity.onset_dose'
        AND t.hours_known
        AND d.status = 'given'
    GROUP BY
        m.unit,
        m.stratum,
        f.organ_system,
        m.site_id,
        m.course_id
),
summaries AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system,
        COUNT(a.amount) AS units,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a.amount) AS middle,
        PERCENTILE_CONT(0.25) WITHIN GROUP (ORDER BY a.amount) AS lower_quarter,
        PERCENTILE_CONT(0.75) WITHIN GROUP (ORDER BY a.amount) AS upper_quarter,
        MIN(a.amount) AS lowest,
        MAX(a.amount) AS highest
    FROM collected_strata AS k
    CROSS JOIN organ_systems AS o
    LEFT JOIN amounts AS a
        ON a.unit = k.unit
        AND a.stratum = k.stratum
        AND a.organ_system = o.organ_system
    WHERE k.measure = 'toxicity.onset_dose'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        o.organ_system
),
statistics AS (
    SELECT
        v.place,
        v.statistic
    FROM (
        VALUES
            (1, 'median'),
            (2, 'q1'),
            (3, 'q3'),
            (4, 'min'),
            (5, 'max')
    ) AS v(place, statistic)
)
SELECT
    s.measure,
    s.unit,
    s.stratum,
    s.organ_system AS item,
    'all' AS level,
    n.statistic,
    CASE n.statistic
        WHEN 'median' THEN s.middle
        WHEN 'q1' THEN s.lower_quarter
        WHEN 'q3' THEN s.upper_quarter
        WHEN 'min' THEN s.lowest
        WHEN 'max' THEN s.highest
    END AS value,
    CAST(NULL AS BIGINT) AS numerator,
    s.units AS denominator
FROM summaries AS s
CROSS JOIN statistics AS n
ORDER BY
    stratum,
    item,
    n.place
