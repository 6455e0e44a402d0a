-- One row per row of cm of a supportive medicine.
SELECT _events.course_id,
       _drug_agents.agent,
       _drug_agents.class,
       _events.start_hour,
       _events.stop_hour,
       cm._file,
       cm._line
FROM cm
JOIN _drug_agents
  ON coalesce(cm.cmdecod, cm.cmtrt) = _drug_agents.drug AND _drug_agents.kind = 'medication'
JOIN _events ON _events.domain = 'cm' AND cm._file = _events._file AND cm._line = _events._line
