-- Rule 7: units of amounts of IL-2, squeezed. A unit that stands twice counts once.
SELECT regexp_replace(lower(unit), '[[:space:]]', '', 'g') AS unit, min(iu) AS iu,
       min(lower(per_kg)) AS per_kg
FROM il2_units
GROUP BY regexp_replace(lower(unit), '[[:space:]]', '', 'g')
