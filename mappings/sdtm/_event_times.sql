-- When each event began. A date alone is 00:00, or hour 0 where that is later on the same day; a
-- month or year in which an hour 0 lies is no time, but names the course (`zero_within`).
WITH within AS (
  SELECT events.domain, events._file, events._line, events.usubjid, events.endtc,
         starts.known_to, starts.moment, min(_treated.zero) AS zero_within
  FROM _domain_events AS events
  LEFT JOIN _dates AS starts ON events.stdtc = starts.dtc
  LEFT JOIN _treated
    ON events.usubjid = _treated.patient_id
      AND _treated.zero >= starts.moment AND _treated.zero < starts.until
  GROUP BY events.domain, events._file, events._line, events.usubjid, events.endtc,
           starts.known_to, starts.moment
)
SELECT domain, _file, _line, usubjid, endtc, known_to, zero_within,
       CASE known_to WHEN 'time' THEN moment
                     WHEN 'day' THEN coalesce(zero_within, moment)
                     ELSE CASE WHEN zero_within IS NULL THEN moment END END AS t
FROM within
