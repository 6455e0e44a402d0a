-- Title: Disposition of planned doses
-- One row per: stratum and disposition
-- Reads: collected_strata, measured_courses, planned_cycles, counted_doses
-- Counts: planned doses that were given; not given before a later given dose of the cycle; not given after its last given dose; of a
--   cycle without a given dose. Planned doses beyond the recorded ones take the lowest dose numbers without a row, so the number of
--   them before the last given dose is the smaller of that excess and the dose numbers without a row before that dose.
-- Out of: planned doses of treated courses with a plan
-- Agrees with: exposure.dose_disposition
-- Source: measure book, exposure
-- Parameters: none
WITH earlier_doses AS (
    SELECT
        c.site_id,
        c.course_id,
        c.cycle,
        COUNT(*) AS recorded_before
    FROM planned_cycles AS c
    JOIN counted_doses AS d
        ON d.site_id = c.site_id
        AND d.course_id = c.course_id
        AND d.cycle = c.cycle
    WHERE d.dose_number < c.last_given_number
    GROUP BY
        c.site_id,
        c.course_id,
        c.cycle
),
begun_cycles AS (
    SELECT
        c.site_id,
        c.course_id,
        c.cycle,
        c.doses_planned,
        c.doses_given,
        COALESCE(e.recorded_before, 0) - (c.doses_given - 1)
            + CASE
                WHEN c.doses_planned - c.doses_recorded < c.last_given_number - 1 - COALESCE(e.recorded_before, 0)
                    THEN c.doses_planned - c.doses_recorded
                ELSE c.last_given_number - 1 - COALESCE(e.recorded_before, 0)
            END AS doses_held
    FROM planned_cycles AS c
    LEFT JOIN earlier_doses AS e
        ON e.site_id = c.site_id
        AND e.course_id = c.course_id
        AND e.cycle = c.cycle
    WHERE c.doses_given > 0
),
cycle_counts AS (
    SELECT
        site_id,
        course_id,
        'given' AS item,
        doses_given AS doses
    FROM begun_cycles
    UNION ALL
    SELECT
        site_id,
        course_id,
        'held_then_resumed' AS item,
        doses_held AS doses
    FROM begun_cycles
    UNION ALL
    SELECT
        site_id,
        course_id,
        'after_the_end' AS item,
        doses_planned - doses_given - doses_held AS doses
    FROM begun_cycles
    UNION ALL
    SELECT
        site_id,
        course_id,
        'not_begun' AS item,
        doses_planned AS doses
    FROM planned_cycles
    WHERE doses_given = 0
),
disposed_doses AS (
    SELECT
        m.unit,
        m.stratum,
        c.item,
        c.doses
    FROM measured_courses AS m
    JOIN cycle_counts AS c
        ON c.site_id = m.site_id
        AND c.course_id = m.course_id
    WHERE m.measure = 'exposure.dose_disposition'
),
dispositions AS (
    SELECT
        v.place,
        v.item
    FROM (
        VALUES
            (1, 'given'),
            (2, 'held_then_resumed'),
            (3, 'after_the_end'),
            (4, 'not_begun')
    ) AS v(place, item)
),
counts AS (
    SELECT
        k.measure,
        k.unit,
        k.stratum,
        p.place,
        p.item,
        CAST(COALESCE(SUM(CASE WHEN d.item = p.item THEN d.doses ELSE 0 END), 0) AS BIGINT) AS numerator,
        CAST(COALESCE(SUM(d.doses), 0) AS BIGINT) AS denominator
    FROM collected_strata AS k
    CROSS JOIN dispositions AS p
    LEFT JOIN disposed_doses AS d
        ON d.unit = k.unit
        AND d.stratum = k.stratum
    WHERE k.measure = 'exposure.dose_disposition'
    GROUP BY
        k.measure,
        k.unit,
        k.stratum,
        p.place,
        p.item
)
SELECT
    measure,
    unit,
    stratum,
    item,
    'all' AS level,
    'ratio' AS statistic,
    CAST(numerator AS DOUBLE) / NULLIF(denominator, 0) AS value,
    numerator,
    denominator
FROM counts
ORDER BY
    stratum,
    place
