-- The digits, of which longer lists of numbers are made.
SELECT column1 AS digit
FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))
