-- Every name of a drug, once, as `_drug_agents` needs it.
SELECT DISTINCT medication AS drug FROM mar WHERE medication IS NOT NULL
