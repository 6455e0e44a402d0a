-- What each action word means: without what stands in (), without [], of several words with a comma
-- the last, else the whole; each as it stands, else without `-Dual Sign` or `-1st Dose Education`. A
-- layout gives `_action_words`: action.
WITH cleaned AS (
  SELECT action,
         regexp_replace(regexp_replace(lower(action), '[(][^()]*[)]', '', 'g'),
                        '[\[\][:space:]]', '', 'g') AS whole
  FROM _action_words
),
candidates AS (
  SELECT action, 1 AS place, regexp_replace(whole, '^.*,', '') AS word FROM cleaned
  UNION ALL
  SELECT action, 2, regexp_replace(regexp_replace(whole, '^.*,', ''),
                                   '-(dualsign|1stdoseeducation)$', '') FROM cleaned
  UNION ALL
  SELECT action, 3, whole FROM cleaned
  UNION ALL
  SELECT action, 4, regexp_replace(whole, '-(dualsign|1stdoseeducation)$', '') FROM cleaned
),
-- A meaning is written in any case; a word with another meaning is one that nobody knows.
words AS (
  SELECT regexp_replace(lower(word), '[[:space:]]', '', 'g') AS word, min(lower(meaning)) AS meaning
  FROM actions
  WHERE lower(meaning) IN ('given', 'start', 'resume', 'rate', 'stop', 'pause', 'held', 'refused',
                           'other', 'ended', 'ignore')
  GROUP BY regexp_replace(lower(word), '[[:space:]]', '', 'g')
),
found AS (
  SELECT candidates.action, words.meaning,
         row_number() OVER (PARTITION BY candidates.action ORDER BY candidates.place) AS place
  FROM candidates
  JOIN words ON candidates.word = words.word
)
SELECT action, meaning FROM found WHERE place = 1
