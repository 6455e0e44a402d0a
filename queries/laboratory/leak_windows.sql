-- Title: Windows in which a cycle's capillary leak is looked for
-- One row per: treated cycle
-- Reads: treated_courses, counted_doses
-- Counts: start_hour is the hour of the given dose with the lowest dose_number, end_hour 48 h after that with the highest, or the next cycle's start where
--   that is earlier. Both are NULL where one of a treated cycle of the course is not known
-- Out of: treated cycles of treated courses
-- Agrees with: none
-- Source: measure book, The capillary leak proxy
-- Parameters: none
WITH given_doses AS (
    SELECT
        t.site_id,
        t.patient_id,
        t.course_id,
        d.cycle,
        d.hour,
        ROW_NUMBER() OVER (PARTITION BY d.site_id, d.course_id, d.cycle ORDER BY d.dose_number) AS from_first,
        ROW_NUMBER() OVER (PARTITION BY d.site_id, d.course_id, d.cycle ORDER BY d.dose_number DESC) AS from_last
    FROM treated_courses AS t
    JOIN counted_doses AS d
        ON d.site_id = t.site_id
        AND d.course_id = t.course_id
    WHERE d.status = 'given'
),
cycles AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        cycle,
        MAX(CASE WHEN from_first = 1 THEN hour END) AS start_hour,
        MAX(CASE WHEN from_last = 1 THEN hour END) AS last_hour
    FROM given_doses
    GROUP BY
        site_id,
        patient_id,
        course_id,
        cycle
),
known_courses AS (
    SELECT
        site_id,
        course_id
    FROM cycles
    GROUP BY
        site_id,
        course_id
    HAVING COUNT(*) = COUNT(start_hour)
        AND COUNT(*) = COUNT(last_hour)
),
next_starts AS (
    SELECT
        a.site_id,
        a.course_id,
        a.cycle,
        MIN(b.start_hour) AS next_start_hour
    FROM cycles AS a
    JOIN cycles AS b
        ON b.site_id = a.site_id
        AND b.course_id = a.course_id
        AND b.start_hour > a.start_hour + 1e-9
    GROUP BY
        a.site_id,
        a.course_id,
        a.cycle
)
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    c.cycle,
    CASE WHEN k.course_id IS NOT NULL THEN c.start_hour END AS start_hour,
    CASE
        WHEN k.course_id IS NULL THEN NULL
        WHEN n.next_start_hour < c.last_hour + 48 THEN n.next_start_hour
        ELSE c.last_hour + 48
    END AS end_hour
FROM cycles AS c
LEFT JOIN known_courses AS k
    ON k.site_id = c.site_id
    AND k.course_id = c.course_id
LEFT JOIN next_starts AS n
    ON n.site_id = c.site_id
    AND n.course_id = c.course_id
    AND n.cycle = c.cycle
