-- Title: Counted vasopressor infusions
-- One row per: infusion
-- Reads: treated_courses, vasopressors
-- Counts: infusions that end at or after hour 0 (or have no end) and start at most 720 h after the last given dose, of an agent
--   that is a vasopressor or is not in the list. A peak rate of 0 is not an infusion. Dopamine at a known peak of at most 5 ug/kg/min
--   is renal-dose dopamine and does not count. Unlisted agents are one item, `unclassified`; agent_key distinguishes them by name,
--   ignoring case, white space (including tabs, line ends and no-break spaces), `-` and `_`.
-- Out of: infusions in treated courses
-- Agrees with: none
-- Source: measure book, vasopressor
-- Parameters: none
SELECT
    c.site_id,
    c.patient_id,
    c.course_id,
    COALESCE(v.listed_agent, 'unclassified') AS agent,
    CASE
        WHEN v.listed_agent IS NULL
            THEN CONCAT('unlisted ', TRANSLATE(LOWER(v.agent), CONCAT(' -_', CHR(9), CHR(10), CHR(13), CHR(160)), ''))
        ELSE CONCAT('listed ', v.listed_agent)
    END AS agent_key,
    v.start_hour,
    v.stop_hour,
    v.peak_nee
FROM treated_courses AS c
JOIN vasopressors AS v
    ON v.site_id = c.site_id
    AND v.course_id = c.course_id
WHERE (v.stop_hour IS NULL OR v.stop_hour >= 0 - 1e-9)
    AND (c.last_hour IS NULL OR v.start_hour <= c.last_hour + 720 + 1e-9)
    AND (v.listed_agent IS NULL OR v.agent_class = 'vasopressor')
    AND NOT COALESCE(v.peak_rate <= 0 + 1e-9, FALSE)
    AND NOT COALESCE(v.listed_agent = 'dopamine' AND v.standard_peak_rate <= 5 + 1e-9, FALSE)
