-- Rule 5: events with their course and hours. An undated one is of the patient's only treated
-- course, else of none (course_id NULL); one that is dated and of no course is not here.
WITH candidates AS (
  SELECT events.domain, events._file, events._line, events.usubjid, events.endtc, events.t,
         events.known_to, _treated.course_id, _treated.zero,
         CASE WHEN events.known_to IS NULL THEN _treated.treated_courses = 1
              WHEN events.t IS NULL THEN _treated.zero = events.zero_within
              ELSE (events.t >= _treated.theirs_from
                    AND (_treated.next_from IS NULL OR events.t < _treated.next_from)
                    AND events.t <= _treated.followed_to)
                OR (events.t < _treated.theirs_from
                    AND events.t > _treated.followed_before
                    AND events.t >= _treated.looked_back_to) END AS is_theirs
  FROM _event_times AS events
  LEFT JOIN _treated ON events.usubjid = _treated.patient_id
),
chosen AS (
  SELECT domain, _file, _line, endtc, t, known_to,
         max(CASE WHEN is_theirs THEN course_id END) AS course_id,
         max(CASE WHEN is_theirs THEN zero END) AS zero
  FROM candidates
  GROUP BY domain, _file, _line, endtc, t, known_to
)
SELECT chosen.domain, chosen._file, chosen._line, chosen.course_id,
       (date_part('epoch', chosen.t) - date_part('epoch', chosen.zero)) / 3600.0 AS start_hour,
       CASE WHEN ends.known_to IN ('day', 'time')
            THEN (date_part('epoch', ends.until) - date_part('epoch', chosen.zero)) / 3600.0
       END AS stop_hour
FROM chosen
LEFT JOIN _dates AS ends ON chosen.endtc = ends.dtc
WHERE chosen.course_id IS NOT NULL OR chosen.known_to IS NULL
