-- The concepts of drugs that exposures of patients with a course use, with their names and those of
-- their only ingredients.
WITH used AS (
  SELECT DISTINCT drug_concept_id AS concept_id
  FROM _course_exposures
  WHERE drug_concept_id IS NOT NULL AND drug_concept_id <> '0'
),
names AS (
  SELECT used.concept_id, min(concept.concept_name) AS concept_name
  FROM used JOIN concept ON used.concept_id = concept.concept_id
  GROUP BY used.concept_id
),
ancestors AS (
  SELECT DISTINCT used.concept_id, concept_ancestor.ancestor_concept_id
  FROM used JOIN concept_ancestor ON used.concept_id = concept_ancestor.descendant_concept_id
),
ingredients AS (
  SELECT ancestors.concept_id, min(concept.concept_name) AS ingredient
  FROM ancestors
  JOIN concept ON ancestors.ancestor_concept_id = concept.concept_id
  WHERE concept.concept_class_id = 'Ingredient'
  GROUP BY ancestors.concept_id
  HAVING count(DISTINCT concept.concept_id) = 1
)
SELECT used.concept_id, names.concept_name,
       coalesce(ingredients.ingredient, names.concept_name) AS name
FROM used
LEFT JOIN names ON used.concept_id = names.concept_id
LEFT JOIN ingredients ON used.concept_id = ingredients.concept_id
