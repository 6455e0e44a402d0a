-- Title: Highest norepinephrine equivalent
-- One row per: stratum and statistic
-- Reads: collected_strata, measured_courses, vasopressor_courses
-- Counts: the highest sum, at any time from hour 0 on, of the norepinephrine equivalents of the peak rates of concurrent infusions,
--   ug/kg/min: an upper bound, because peaks need not coincide. A missing or nonconvertible rate, an agent without a factor and one
--   that is not in the list have no equivalent.
-- Out of: treated courses with a vasopressor all of whose infusions have an equivalent
-- Agrees with: vasopressor.peak_nee
-- Source: Kotani Y, et al. Crit Care 2023;27:29; measure book, vasopressor
-- Parameters: none
WITH seen_courses AS (
    SELECT
        m.stratum,
        v.peak_nee
    FROM measured_courses AS m
    JOIN vasopressor_courses AS v
        ON v.site_id = m.site_id
        AND v.course_id = m.course_id
    WHERE m.measure = 'vasopressor.peak_nee'
        AND m.unit = 'course'
        AND v.peak_nee IS NOT NULL
),
summaries AS (
    SELECT
        s.stratum,
        COUNT(v.peak_nee) AS units,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY v.peak_nee) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY v.peak_nee) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY v.peak_nee) AS q3,
        MAX(v.peak_nee) AS highest
    FROM collected_strata AS s
    LEFT JOIN seen_courses AS v
        ON v.stratum = s.stratum
    WHERE s.measure = 'vasopressor.peak_nee'
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
            (4, 'max')
    ) AS t(place, statistic)
)
SELECT
    'vasopressor.peak_nee' AS measure,
    'course' AS unit,
    stratum,
    'all' AS item,
    'all' AS level,
    statistic,
    CAST(CASE statistic
        WHEN 'median' THEN median
        WHEN 'q1' THEN q1
        WHEN 'q3' THEN q3
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
