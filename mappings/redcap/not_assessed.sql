-- One row per checked box of organ systems that were not assessed of a course.
SELECT _course_links.course_id,
       coalesce(organ_systems.organ_system, _boxes.label) AS organ_system,
       _boxes._file,
       _boxes._line
FROM _boxes
JOIN _course_links
  ON _boxes._file = _course_links._file AND _boxes._line = _course_links._line
LEFT JOIN organ_systems ON _boxes.label = organ_systems.label
WHERE _boxes.field = 'not_assessed'
