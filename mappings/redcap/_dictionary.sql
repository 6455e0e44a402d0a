-- The fields of the project's data dictionary, by the name that their column has in an export.
SELECT lower(trim(variable_field_name)) AS field,
       lower(trim(field_type)) AS field_type,
       choices_calculations_or_slider_labels AS choices,
       field_note,
       lower(trim(identifier)) = 'y' AS is_identifier
FROM dictionary
WHERE variable_field_name IS NOT NULL
