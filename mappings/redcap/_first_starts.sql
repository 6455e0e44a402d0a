-- The start of each record's first course, from which its days count.
SELECT record_id, CAST(CAST(min(start) AS DATE) AS INT) AS first_day
FROM _starts
WHERE start IS NOT NULL
GROUP BY record_id
