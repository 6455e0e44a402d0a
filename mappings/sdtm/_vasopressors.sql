-- Rows of cm of a vasopressor. Dose and unit are a rate where the unit is per time.
SELECT _events.course_id,
       _drug_agents.agent,
       _events.start_hour,
       _events.stop_hour,
       CASE WHEN regexp_like(lower(cm.cmdosu), '/(min|h)') AND regexp_like(cm.cmdose, '[0-9]')
            THEN TRY_CAST(cm.cmdose AS DOUBLE) END
         AS peak_rate,
       CASE WHEN regexp_like(lower(cm.cmdosu), '/(min|h)') THEN cm.cmdosu END AS rate_unit,
       cm._file,
       cm._line
FROM _events
JOIN cm ON _events.domain = 'cm' AND _events._file = cm._file AND _events._line = cm._line
JOIN _drug_agents
  ON coalesce(cm.cmdecod, cm.cmtrt) = _drug_agents.drug AND _drug_agents.kind = 'vasopressor'
