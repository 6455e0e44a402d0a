-- SDTM has no words of actions.
SELECT meaning AS action, _file, _line FROM _administrations WHERE meaning IS NULL
