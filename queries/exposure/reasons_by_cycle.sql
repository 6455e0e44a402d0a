-- Title: Reasons for withholding doses, as logged, by cycle
-- One row per: cycle and reason that occurs in it
-- Reads: measured_courses, counted_doses
-- Counts: doses held and doses stopped by the organ system of the reason. `unclassified` has a reason that is neither a term nor an organ
--   system; `not_stated` has no reason. share is of all doses held or stopped in the cycle.
-- Out of: doses held or stopped in treated courses of sites that collected the reason
-- Agrees with: none
-- Source: measure book, exposure
-- Parameters: none
WITH reasons AS (
    SELECT
        d.cycle,
        COALESCE(d.reason_organ_system, 'not_stated') AS reason,
        d.status
    FROM measured_courses AS m
    JOIN counted_doses AS d
        ON d.site_id = m.site_id
        AND d.course_id = m.course_id
    WHERE m.measure = 'exposure.reason'
        AND m.stratum = 'overall'
        AND d.status IN ('held', 'stopped')
),
counts AS (
    SELECT
        cycle,
        reason,
        CAST(SUM(CASE WHEN status = 'held' THEN 1 ELSE 0 END) AS BIGINT) AS doses_held,
        CAST(SUM(CASE WHEN status = 'stopped' THEN 1 ELSE 0 END) AS BIGINT) AS doses_stopped,
        COUNT(*) AS doses_not_given
    FROM reasons
    GROUP BY
        cycle,
        reason
),
cycle_totals AS (
    SELECT
        cycle,
        SUM(doses_not_given) AS doses_not_given
    FROM counts
    GROUP BY
        cycle
)
SELECT
    c.cycle,
    c.reason,
    c.doses_held,
    c.doses_stopped,
    c.doses_not_given,
    CAST(c.doses_not_given AS DOUBLE) / t.doses_not_given AS share
FROM counts AS c
JOIN cycle_totals AS t
    ON t.cycle = c.cycle
ORDER BY
    c.cycle,
    c.doses_not_given DESC,
    c.reason
