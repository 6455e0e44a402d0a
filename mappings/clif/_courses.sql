-- Courses. `zero` is hour 0, the first given dose (none: NULL; with `course` stay the admission);
-- `start` is that, or the first dose. `person` is the patient, `patient_id` the subject.
WITH people AS (
  SELECT subject, min(patient_id) AS person, min(admission) AS admission
  FROM _subjects
  GROUP BY subject
),
gaps AS (
  SELECT patient_id, kind, segment, part,
         min(begins) AS start, max(ends) AS ends, bool_or(is_til) AS is_til
  FROM _course_blocks CROSS JOIN parameters
  WHERE parameters.course = 'gap'
  GROUP BY patient_id, kind, segment, part
),
stays AS (
  SELECT patient_id, bool_or(is_til) AS is_til,
         min(CASE WHEN kind = 'cycle' THEN begins END) AS first_given,
         max(CASE WHEN kind = 'cycle' THEN ends END) AS last_given
  FROM _course_blocks CROSS JOIN parameters
  WHERE parameters.course = 'stay'
  GROUP BY patient_id
)
SELECT gaps.patient_id, people.person, gaps.kind, gaps.segment, gaps.part, gaps.start, gaps.is_til,
       CASE WHEN gaps.kind = 'cycle' THEN gaps.start END AS zero,
       CASE WHEN gaps.kind = 'cycle' THEN gaps.ends END AS last_given,
       row_number() OVER (PARTITION BY gaps.patient_id
                          ORDER BY gaps.start, gaps.kind, gaps.segment, gaps.part) AS course_number,
       gaps.patient_id || '-' || CAST(row_number() OVER (
         PARTITION BY gaps.patient_id
         ORDER BY gaps.start, gaps.kind, gaps.segment, gaps.part) AS VARCHAR) AS course_id
FROM gaps
JOIN people ON gaps.patient_id = people.subject
UNION ALL
SELECT stays.patient_id, people.person, 'cycle', 1, 0, coalesce(stays.first_given, people.admission) AS start,
       stays.is_til, coalesce(stays.first_given, people.admission) AS zero, stays.last_given,
       row_number() OVER (PARTITION BY people.person ORDER BY people.admission, stays.patient_id),
       stays.patient_id AS course_id
FROM stays
JOIN people ON stays.patient_id = people.subject
