-- Subjects with an exposure that is called IL-2, by whom tables of events are first cut down.
SELECT usubjid FROM ec WHERE regexp_like(lower(ectrt), $il2)
UNION
SELECT usubjid FROM ex WHERE regexp_like(lower(extrt), $il2)
