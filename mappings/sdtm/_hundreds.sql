-- The numbers 0, 100, 200 to 99,900.
SELECT (number - 1) * 100 AS hundred FROM _numbers
