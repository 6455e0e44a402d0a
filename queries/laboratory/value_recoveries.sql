-- Title: What became of severe values
-- One row per: course and key term with a severe value on treatment and no severe baseline
-- Reads: graded_course_terms, graded_terms, graded_operands, courses_at_risk, dialysis, treated_courses, patients, last_recorded_hours
-- Counts: recovered_hour is the first hour after severe_hour at which every graded value of the term is of grade 1 or less or not above the
--   baseline grade; of Creatinine increased without dialysis that starts before 168 h later and ends after 168 h before. ending: recovered
--   (not after the death), died (on the day of severe_hour, or after it and at most at last_hour + 720), or censored at the last graded value.
--   days is NULL without a later graded value and without such a death. Of Creatinine increased: courses at risk of dialysis.
-- Out of: treated courses
-- Agrees with: none
-- Source: measure book, grades from values, recovered_by
-- Parameters: none
WITH severe_courses AS (
    SELECT
        g.site_id,
        g.patient_id,
        g.course_id,
        g.term,
        g.baseline_grade,
        g.severe_hour
    FROM graded_course_terms AS g
    JOIN graded_terms AS t
        ON t.term = g.term
    LEFT JOIN courses_at_risk AS r
        ON r.site_id = g.site_id
        AND r.course_id = g.course_id
    WHERE t.is_key
        AND g.severe_hour IS NOT NULL
        AND NOT COALESCE(g.baseline_grade >= 3, FALSE)
        AND (g.term <> 'Creatinine increased' OR r.course_id IS NOT NULL)
),
later_hours AS (
    SELECT
        s.site_id,
        s.course_id,
        s.term,
        MIN(o.hour) AS hour,
        MAX(o.grade) AS grade,
        MAX(s.baseline_grade) AS baseline_grade
    FROM severe_courses AS s
    JOIN graded_operands AS o
        ON o.site_id = s.site_id
        AND o.course_id = s.course_id
        AND o.term = s.term
    WHERE NOT o.is_baseline
        AND o.grade IS NOT NULL
        AND o.hour > s.severe_hour + 1e-9
    GROUP BY
        s.site_id,
        s.course_id,
        s.term,
        ROUND(o.hour, 8)
),
about_dialysis AS (
    SELECT DISTINCT
        h.site_id,
        h.course_id,
        h.term,
        h.hour
    FROM later_hours AS h
    JOIN dialysis AS d
        ON d.site_id = h.site_id
        AND d.course_id = h.course_id
    WHERE h.term = 'Creatinine increased'
        AND d.is_dialysis
        AND d.start_hour < h.hour + 168 - 1e-9
        AND (d.stop_hour IS NULL OR d.stop_hour > h.hour - 168 + 1e-9)
),
later AS (
    SELECT
        h.site_id,
        h.course_id,
        h.term,
        MIN(
            CASE
                WHEN a.hour IS NULL AND (h.grade <= 1 OR COALESCE(h.grade <= h.baseline_grade, FALSE)) THEN h.hour
            END
        ) AS recovered_hour,
        MAX(h.hour) AS last_hour
    FROM later_hours AS h
    LEFT JOIN about_dialysis AS a
        ON a.site_id = h.site_id
        AND a.course_id = h.course_id
        AND a.term = h.term
        AND a.hour = h.hour
    GROUP BY
        h.site_id,
        h.course_id,
        h.term
),
followed AS (
    SELECT
        s.site_id,
        s.patient_id,
        s.course_id,
        s.term,
        s.severe_hour,
        l.recovered_hour,
        l.last_hour,
        COALESCE(t.last_hour + 720, r.last_recorded_hour) AS limit_hour,
        q.death_day - t.start_day = FLOOR((s.severe_hour + 1e-9) / 24) AS died_that_day,
        CASE
            WHEN q.death_day - t.start_day = FLOOR((s.severe_hour + 1e-9) / 24) THEN s.severe_hour + 12
            ELSE CAST(24 * (q.death_day - t.start_day) AS DOUBLE)
        END AS death_hour
    FROM severe_courses AS s
    JOIN treated_courses AS t
        ON t.site_id = s.site_id
        AND t.course_id = s.course_id
    JOIN last_recorded_hours AS r
        ON r.site_id = s.site_id
        AND r.course_id = s.course_id
    LEFT JOIN later AS l
        ON l.site_id = s.site_id
        AND l.course_id = s.course_id
        AND l.term = s.term
    LEFT JOIN patients AS q
        ON q.site_id = s.site_id
        AND q.patient_id = s.patient_id
),
endings AS (
    SELECT
        site_id,
        patient_id,
        course_id,
        term,
        severe_hour,
        recovered_hour,
        death_hour,
        last_hour,
        CASE
            WHEN recovered_hour IS NOT NULL AND NOT COALESCE(recovered_hour > death_hour + 1e-9, FALSE) THEN 'recovered'
            WHEN died_that_day OR death_hour > severe_hour AND death_hour <= limit_hour + 1e-9 THEN 'died'
            ELSE 'censored'
        END AS ending
    FROM followed
)
SELECT
    site_id,
    patient_id,
    course_id,
    term,
    severe_hour,
    ending,
    (CASE ending WHEN 'recovered' THEN recovered_hour WHEN 'died' THEN death_hour ELSE last_hour END - severe_hour) / 24 AS days
FROM endings
