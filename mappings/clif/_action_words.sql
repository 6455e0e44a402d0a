-- Every word of an action, once, as `_actions` needs it.
SELECT mar_action_name AS action FROM medication_admin_continuous WHERE mar_action_name IS NOT NULL
UNION
SELECT mar_action_name FROM medication_admin_intermittent WHERE mar_action_name IS NOT NULL
