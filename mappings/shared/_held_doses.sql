-- Doses that were not given with the cycle that they belong to, or NULL: a run (rule 2).
SELECT _neighbors.patient_id, _neighbors.dose, _neighbors.t, _neighbors.cycle_before,
       CASE WHEN cycle_before = cycle_after THEN cycle_before
            WHEN hours_until < 24 - 1e-9 AND meaning <> 'stopped' THEN cycle_after
            WHEN hours_since < parameters.course_gap_days * 24 - 1e-9 THEN cycle_before
            WHEN hours_until < parameters.cycle_gap_hours - 1e-9 AND meaning <> 'stopped'
              THEN cycle_after END AS cycle
FROM _neighbors CROSS JOIN parameters
