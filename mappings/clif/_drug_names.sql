-- Every name of a drug, once, as `_drug_agents` needs it.
SELECT DISTINCT drug FROM _drugs WHERE drug IS NOT NULL
