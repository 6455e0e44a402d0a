-- Rule 5: events with their course and hours; one of no course is not here. A layout gives
-- `_event_rows`: kind, patient_id, t, stop (times of day put in by rule 6), _file, _line.
-- One without a time is of the patient's only treated course (used for toxicities alone).
SELECT events.kind, events._file, events._line, _treated.course_id,
       (date_part('epoch', events.t) - date_part('epoch', _treated.zero)) / 3600.0 AS start_hour,
       (date_part('epoch', events.stop) - date_part('epoch', _treated.zero)) / 3600.0 AS stop_hour
FROM _treated
JOIN _event_rows AS events ON _treated.patient_id = events.patient_id
WHERE (events.t IS NULL AND events.kind = 'toxicity' AND _treated.treated_courses = 1)
   OR (events.t >= _treated.theirs_from
       AND (_treated.next_from IS NULL OR events.t < _treated.next_from)
       AND events.t <= _treated.followed_to)
   OR (events.t < _treated.theirs_from
       AND events.t > _treated.followed_before
       AND events.t >= _treated.looked_back_to)
