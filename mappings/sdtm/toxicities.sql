-- One row per adverse event.
SELECT _events.course_id,
       coalesce(ae.aedecod, ae.aeterm) AS term,
       CASE WHEN upper(ae.aesdth) = 'Y' OR upper(ae.aeout) = 'FATAL' THEN 5
            WHEN regexp_like(ae.aetoxgr, '[0-9]')
              THEN TRY_CAST(regexp_replace(ae.aetoxgr, '^[^0-9]*([0-9]+).*$', '\1') AS BIGINT)
            WHEN NOT parameters.severity THEN NULL
            WHEN upper(ae.aeslife) = 'Y' THEN 4
            WHEN upper(ae.aesev) = 'MILD' THEN 1
            WHEN upper(ae.aesev) = 'MODERATE' THEN 2
            WHEN upper(ae.aesev) = 'SEVERE' THEN 3 END AS grade,
       _events.start_hour AS onset_hour,
       _events.stop_hour AS resolved_hour,
       CASE WHEN upper(ae.aerel) IN ('RELATED', 'POSSIBLE', 'PROBABLE', 'DEFINITE',
                                     'POSSIBLY RELATED', 'PROBABLY RELATED', 'Y') THEN 'related'
            WHEN upper(ae.aerel) IN ('NOT RELATED', 'UNRELATED', 'NONE', 'UNLIKELY',
                                     'UNLIKELY RELATED', 'REMOTE', 'N') THEN 'unrelated'
       END AS attribution,
       CASE upper(ae.aeacn) WHEN 'DRUG INTERRUPTED' THEN 'dose_held'
                            WHEN 'DRUG WITHDRAWN' THEN 'course_stopped'
                            WHEN 'DOSE NOT CHANGED' THEN 'none'
                            WHEN 'NOT APPLICABLE' THEN NULL
                            ELSE CASE WHEN ae.aeacn IS NOT NULL THEN 'other' END END AS action,
       ae._file,
       ae._line
FROM _events
JOIN ae ON _events.domain = 'ae' AND _events._file = ae._file AND _events._line = ae._line
CROSS JOIN parameters
