-- One row per row of dm.
SELECT CASE parameters.site WHEN 'siteid' THEN dm.siteid
                            WHEN 'studyid' THEN dm.studyid END AS site_id,
       dm.usubjid AS patient_id,
       CASE upper(dm.sex) WHEN 'U' THEN 'unknown' WHEN 'UNDIFFERENTIATED' THEN 'other'
                          ELSE dm.sex END AS sex,
       dm.race,
       dm.ethnic AS ethnicity,
       _subject_dates.death - _first_starts.first_day AS death_day,
       _subject_dates.last_contact - _first_starts.first_day AS last_contact_day,
       dm.arm AS x_arm,
       dm.actarm AS x_actual_arm,
       _dispositions.dsdecod AS x_disposition,
       dm._file,
       dm._line
FROM dm
CROSS JOIN parameters
LEFT JOIN _subject_dates ON dm.usubjid = _subject_dates.usubjid
LEFT JOIN _first_starts ON dm.usubjid = _first_starts.patient_id
LEFT JOIN _dispositions ON dm.usubjid = _dispositions.usubjid
