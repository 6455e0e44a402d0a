-- Title: Doses given before the first vasopressor
-- One row per: stratum and statistic
-- Reads: collected_strata, measured_courses, treated_courses, vasopressor_courses, doses
-- Counts: given doses with an hour up to the first start of an infusion that counts
-- Out of: treated courses with a vasopressor in which every given dose has an hour
-- Agrees with: vasopressor.first_dose
-- Source: measure book, vasopressor
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        m.site_id,
        m.course_id,
        COUNT(d.hour) AS doses_before
    FROM measured_courses AS m
    JOIN treated_courses AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    JOIN vasopressor_courses AS v
        ON v.site_id = m.site_id
        AND v.course_id = m.course_id
    LEFT JOIN doses AS d
        ON d.site_id = m.site_id
        AND d.course_id = m.course_id
        AND d.status = 'given'
        AND d.hour <= v.first_start_hour + 1e-9
    WHERE m.measure = 'vasopressor.first_dose'
        AND m.unit = 'course'
        AND c.hours_known
    GROUP BY
        m.stratum,
        m.site_id,
        m.course_id
),
summaries AS (
    SELECT
        s.stratum,
        COUNT(v.doses_before) AS units,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY v.doses_before) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY v.doses_before) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY v.doses_before) AS q3,
        MIN(v.doses_before) AS lowest,
        MAX(v.doses_before) AS highest
    FROM collected_strata AS s
    LEFT JOIN seen_courses AS v
        ON v.stratum = s.stratum
    WHERE s.measure = 'vasopressor.first_dose'
        AND s.unit = 'course'
    GROUP BY s.stratum
),
statistics AS (
    SELECT
        t.place,
        t.statistic
    FROM (
        VALUES
            (1, 'median'),
            (2, 'q1'),
            (3, 'q3'),
            (4, 'min'),
            (5, 'max')
    ) AS t(place, statistic)
)
SELECT
    'vasopressor.first_dose' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    statistic,
    CAST(CASE statistic
        WHEN 'median' THEN median
        WHEN 'q1' THEN q1
        WHEN 'q3' THEN q3
        WHEN 'min' THEN lowest
        WHEN 'max' THEN highest
    END AS DOUBLE) AS value,
    CAST(NULL AS BIGINT) AS numerator,
    units AS denominator
FROM summaries
CROSS JOIN statistics
ORDER BY
    CASE stratum WHEN 'overall' THEN 0 ELSE 1 END,
    stratum,
    place
