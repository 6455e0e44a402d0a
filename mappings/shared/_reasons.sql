-- Rule 8: each reason as it is written, and what is made of it: a text that is a term, synonym or organ
-- system stays; else the first pattern of reasons.csv that is found in it gives the reason; else,
-- or where that pattern has no reason (the patient's wish), it stays.
WITH written AS (
  SELECT DISTINCT reason AS written FROM _doses WHERE reason IS NOT NULL
),
patterns AS (
  SELECT pattern, reason, row_number() OVER () AS place FROM reasons
),
unknown AS (
  SELECT written.written
  FROM written
  LEFT ANTI JOIN _reason_words
    ON lower(regexp_replace(written.written, '[ _-]', '', 'g')) = _reason_words.word
),
found AS (
  SELECT unknown.written, patterns.reason,
         row_number() OVER (PARTITION BY unknown.written ORDER BY patterns.place) AS place
  FROM unknown
  JOIN patterns ON regexp_like(lower(unknown.written), patterns.pattern)
)
SELECT written.written, coalesce(found.reason, written.written) AS reason,
       found.written IS NOT NULL AND found.reason IS NULL AS is_wish
FROM written
LEFT JOIN found ON written.written = found.written AND found.place = 1
