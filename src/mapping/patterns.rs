//! Regular expressions that a mapping's SELECTs are given by parameters and by its files of words: each must be one.

use super::error::{MappingError, Slip};
use super::settings::Configured;
use crate::query::{ParameterValue, Pattern, ReadText, is_pattern, place_of};

impl Configured {
    /// Refuses texts that are given as regular expressions and are none, before any value meets them.
    pub(super) fn refuse_broken_patterns(&self) -> Result<(), MappingError> {
        let label = &self.mapping.label;
        let tables = self.mapping.text_tables()?;
        for file in &self.mapping.files {
            if file.file.strip_suffix(".sql").is_none() {
                continue;
            }
            let Ok(read) = ReadText::of(&file.text) else {
                continue;
            };
            for pattern in read.patterns() {
                let name = match pattern {
                    Pattern::Text(text) if is_pattern(&text) => continue,
                    Pattern::Text(text) => {
                        let slip = Slip::Text {
                            file: file.file.clone(),
                            position: place_of(&file.text, &text),
                            message: "is no regular expression".to_owned(),
                        };
                        return Err(slip.of(label));
                    }
                    Pattern::Named(name) => name,
                };
                let mut values = self.values.iter();
                if let Some((_, ParameterValue::Text(text))) =
                    values.find(|(known, _)| *known == name)
                {
                    if !is_pattern(text) {
                        let message = "is no regular expression".to_owned();
                        return Err(Slip::Value { name, message }.of(label));
                    }
                    continue;
                }
                for (table, words) in &tables {
                    let column = words.headings.iter().position(|heading| *heading == name);
                    let Some(column) = column.filter(|_| place_of(&file.text, table).is_some())
                    else {
                        continue;
                    };
                    let cells = words.rows.iter().map(|row| row[column].as_str());
                    if let Some(row) = cells.clone().position(|cell| !is_pattern(cell)) {
                        let slip = Slip::Text {
                            file: format!("{table}.csv"),
                            position: None,
                            message: format!(
                                "row {}: the column `{name}` holds no regular expression",
                                row + 1
                            ),
                        };
                        return Err(slip.of(label));
                    }
                }
            }
        }
        Ok(())
    }
}
