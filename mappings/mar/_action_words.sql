-- Every word of an action, once, as `_actions` needs it.
SELECT DISTINCT action FROM mar WHERE action IS NOT NULL
