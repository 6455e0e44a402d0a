-- One row per row of cm of a supportive medicine.
SELECT _events.course_id,
       _drug_agents.agent,
       _drug_agents.class,
       _events.start_hour,
       _events.stop_hour,
       cm._file,
       cm._line
FROM _events
JOIN cm ON _events.domain = 'cm' AND _events._file = cm._file AND _events._line = cm._line
JOIN _drug_agents
  ON coalesce(cm.cmdecod, cm.cmtrt) = _drug_agents.drug AND _drug_agents.kind = 'medication'
