-- Subjects with an exposure that is called IL-2, by whom tables of events are first cut down.
SELECT ec.usubjid FROM ec CROSS JOIN parameters WHERE regexp_like(lower(ec.ectrt), parameters.il2)
UNION
SELECT ex.usubjid FROM ex CROSS JOIN parameters WHERE regexp_like(lower(ex.extrt), parameters.il2)
