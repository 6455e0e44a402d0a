-- Title: Net fluid of a cycle
-- One row per: stratum and statistic
-- Reads: collected_strata, measured_courses, leak_cycles
-- Counts: the highest running total of fluid in the cycle's window, in liters
-- Out of: treated cycles with a value in it
-- Agrees with: capillary_leak_proxy.net_fluid
-- Source: measure book, The capillary leak proxy
-- Parameters: none
WITH summaries AS (
    SELECT
        k.stratum,
        COUNT(c.net_fluid) AS units,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY c.net_fluid) AS median,
        percentile_cont(0.25) WITHIN GROUP (ORDER BY c.net_fluid) AS q1,
        percentile_cont(0.75) WITHIN GROUP (ORDER BY c.net_fluid) AS q3
    FROM collected_strata AS k
    LEFT JOIN measured_courses AS m
        ON m.measure = k.measure
        AND m.unit = k.unit
        AND m.stratum = k.stratum
    LEFT JOIN leak_cycles AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    WHERE k.measure = 'capillary_leak_proxy.net_fluid'
    GROUP BY k.stratum
),
statistics AS (
    SELECT
        v.place,
        v.statistic
    FROM (
        VALUES
            (1, 'median'),
            (2, 'q1'),
            (3, 'q3')
    ) AS v(place, statistic)
)
SELECT
    'capillary_leak_proxy.net_fluid' AS measure,
    'cycle' AS unit,
    s.stratum,
    'all' AS item,
    'all' AS level,
    t.statistic,
    CASE t.statistic
        WHEN 'median' THEN s.median
        WHEN 'q1' THEN s.q1
        WHEN 'q3' THEN s.q3
    END AS value,
    CAST(NULL AS BIGINT) AS numerator,
    s.units AS denominator
FROM summaries AS s
CROSS JOIN statistics AS t
ORDER BY
    s.stratum,
    t.place
