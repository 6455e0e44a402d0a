-- Rule 9: intervals of infusions, with the largest rate in the unit of the first rated row.
WITH intervals AS (
  SELECT patient_id, line_id, agent, interval_number, t AS start,
         CASE WHEN is_off AND runs_not THEN t ELSE next_off END AS stop
  FROM _infusion_moments
  WHERE begins = 1
),
parts AS (
  SELECT rows.patient_id, rows.line_id, rows.agent, moments.interval_number, rows.t, rows.rate,
         rows.unit, rows._file, rows._line,
         lower(regexp_replace(rows.unit, '[[:space:]]', '', 'g')) AS compared,
         row_number() OVER (PARTITION BY rows.patient_id, rows.line_id, rows.agent,
                                         moments.interval_number
                            ORDER BY rows.t, rows._file, rows._line) AS place,
         row_number() OVER (PARTITION BY rows.patient_id, rows.line_id, rows.agent,
                                         moments.interval_number, rows.rate IS NULL
                            ORDER BY rows.t, rows._file, rows._line) AS rated
  FROM _infusion_rows AS rows
  JOIN _infusion_moments AS moments
    ON rows.patient_id = moments.patient_id AND rows.line_id = moments.line_id
      AND rows.agent = moments.agent AND rows.t = moments.t
  WHERE rows.is_on AND (moments.begins = 1 OR NOT moments.runs_not)
),
firsts AS (
  SELECT patient_id, line_id, agent, interval_number,
         max(CASE WHEN rate IS NOT NULL AND rated = 1 THEN unit END) AS rate_unit,
         max(CASE WHEN rate IS NOT NULL AND rated = 1 THEN compared END) AS compared,
         max(CASE WHEN place = 1 THEN _file END) AS _file,
         max(CASE WHEN place = 1 THEN _line END) AS _line
  FROM parts
  GROUP BY patient_id, line_id, agent, interval_number
),
peaks AS (
  SELECT firsts.patient_id, firsts.line_id, firsts.agent, firsts.interval_number,
         max(parts.rate) AS peak_rate
  FROM firsts
  JOIN parts
    ON firsts.patient_id = parts.patient_id AND firsts.line_id = parts.line_id
      AND firsts.agent = parts.agent AND firsts.interval_number = parts.interval_number
      AND firsts.compared IS NOT DISTINCT FROM parts.compared
  GROUP BY firsts.patient_id, firsts.line_id, firsts.agent, firsts.interval_number
)
SELECT intervals.patient_id, intervals.agent, intervals.start, intervals.stop, peaks.peak_rate,
       firsts.rate_unit, firsts._file, firsts._line
FROM intervals
JOIN firsts
  ON intervals.patient_id = firsts.patient_id AND intervals.line_id = firsts.line_id
    AND intervals.agent = firsts.agent AND intervals.interval_number = firsts.interval_number
LEFT JOIN peaks
  ON intervals.patient_id = peaks.patient_id AND intervals.line_id = peaks.line_id
    AND intervals.agent = peaks.agent AND intervals.interval_number = peaks.interval_number
