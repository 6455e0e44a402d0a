-- Every word and category of an action, once.
SELECT DISTINCT mar_action_name FROM medication_admin_continuous
UNION
SELECT DISTINCT mar_action_name FROM medication_admin_intermittent
