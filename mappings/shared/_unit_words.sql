-- Rule 10: units as they are written, squeezed, with their UCUM code. A word that stands twice counts
-- once.
SELECT regexp_replace(translate(lower(raw), 'µμ', 'uu'), '[[:space:]]', '', 'g') AS raw,
       min(ucum) AS ucum
FROM units
GROUP BY regexp_replace(translate(lower(raw), 'µμ', 'uu'), '[[:space:]]', '', 'g')
