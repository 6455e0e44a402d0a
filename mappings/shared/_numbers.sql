-- The numbers from 1 to 1000, to take a list in one text apart.
SELECT 1 + ones.digit + 10 * tens.digit + 100 * hundreds.digit AS number
FROM _digits AS ones CROSS JOIN _digits AS tens CROSS JOIN _digits AS hundreds
