//! The definition of a report: which sections, tables and figures, in which order, under which titles.

use super::figures::FigureKind;
use super::tables::TableKind;
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeSet;
use std::fmt;

/// A kind of report, as a TOML file of `reports/` defines it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportDefinition {
    /// The title, where none is asked for.
    pub title: String,
    /// The sections, in order.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// One section of a report.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its anchor in the page: lower-case letters, digits, `-` and `_`.
    #[serde(deserialize_with = "anchor")]
    pub id: String,
    /// Its heading.
    pub title: String,
    /// A paragraph under the heading.
    #[serde(default)]
    pub text: String,
    /// What it shows, in order.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
}

/// One thing that a section shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What.
    pub content: Content,
    /// Its caption.
    pub title: String,
}

/// What a part of a section shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A table.
    Table(TableKind),
    /// A figure.
    Figure(FigureKind),
    /// The few numbers that a reader looks for first.
    KeyNumbers,
    /// The definitions of all measures in the report.
    Definitions,
}

/// Why a definition cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionError {
    /// What the reader of TOML says, with the line.
    pub message: String,
}

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.trim_end())
    }
}

impl std::error::Error for DefinitionError {}

impl ReportDefinition {
    /// Reads a definition.
    ///
    /// # Errors
    ///
    /// Where it is no TOML, or names a key, a table or a figure that there is not; the message names the line.
    pub fn parse(text: &str) -> Result<Self, DefinitionError> {
        let definition: Self = toml::from_str(text).map_err(|error| DefinitionError {
            message: error.to_string(),
        })?;
        definition.refuse_twice()?;
        Ok(definition)
    }

    /// An anchor is one place of the page, and a table's or figure's file is written once.
    fn refuse_twice(&self) -> Result<(), DefinitionError> {
        let ids = self
            .sections
            .iter()
            .map(|section| format!("section `{}`", section.id));
        let parts = self.sections.iter().flat_map(|section| &section.parts);
        let parts = parts.map(|part| match part.content {
            Content::Table(kind) => format!("table `{}`", kind.name()),
            Content::Figure(kind) => format!("figure `{}`", kind.name()),
            Content::KeyNumbers => "block `key_numbers`".to_owned(),
            Content::Definitions => "block `definitions`".to_owned(),
        });
        let mut seen = BTreeSet::new();
        for name in ids.chain(parts) {
            if seen.contains(&name) {
                return Err(DefinitionError {
                    message: format!("{name} stands there twice"),
                });
            }
            seen.insert(name);
        }
        Ok(())
    }
}

/// The definition of a kind of report that the program carries.
///
/// # Errors
///
/// Where there is no such kind.
pub fn embedded(kind: &str) -> Result<ReportDefinition, DefinitionError> {
    match kind {
        "cohort" => ReportDefinition::parse(include_str!("../../reports/cohort.toml")),
        _ => Err(DefinitionError {
            message: "there is no such kind of report".to_owned(),
        }),
    }
}

/// A part as it stands in the file: one of `table`, `figure` and `block`, and a title.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPart {
    #[serde(default, deserialize_with = "table")]
    table: Option<TableKind>,
    #[serde(default, deserialize_with = "figure")]
    figure: Option<FigureKind>,
    #[serde(default, deserialize_with = "block")]
    block: Option<Content>,
    title: String,
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let part = WrittenPart::deserialize(deserializer)?;
        let content = match (part.table, part.figure, part.block) {
            (Some(table), None, None) => Content::Table(table),
            (None, Some(figure), None) => Content::Figure(figure),
            (None, None, Some(block)) => block,
            _ => {
                return Err(de::Error::custom(
                    "a part has one of `table`, `figure` and `block`",
                ));
            }
        };
        Ok(Self {
            content,
            title: part.title,
        })
    }
}

fn anchor<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    if !text.is_empty() && text.bytes().all(is_plain) {
        Ok(text)
    } else {
        Err(de::Error::custom(
            "an id is made of lower-case letters, digits, `-` and `_`",
        ))
    }
}

/// One of several names, or an error that lists them.
fn one_of<T, E: de::Error>(found: Option<T>, what: &str, names: &[&str]) -> Result<Option<T>, E> {
    match found {
        Some(found) => Ok(Some(found)),
        None => Err(E::custom(format!(
            "there is no such {what}; there are {}",
            names.join(", ")
        ))),
    }
}

fn table<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<TableKind>, D::Error> {
    let name = String::deserialize(deserializer)?;
    one_of(
        TableKind::from_name(&name),
        "table",
        &TableKind::ALL.map(TableKind::name),
    )
}

fn figure<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FigureKind>, D::Error> {
    let name = String::deserialize(deserializer)?;
    one_of(
        FigureKind::from_name(&name),
        "figure",
        &FigureKind::ALL.map(FigureKind::name),
    )
}

fn block<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Content>, D::Error> {
    let block = match String::deserialize(deserializer)?.as_str() {
        "key_numbers" => Some(Content::KeyNumbers),
        "definitions" => Some(Content::Definitions),
        _ => None,
    };
    one_of(block, "block", &["key_numbers", "definitions"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_definition_reads_and_shows_every_table_and_figure_once() {
        let definition = embedded("cohort").unwrap();
        let parts = || {
            definition
                .sections
                .iter()
                .flat_map(|section| &section.parts)
        };
        for kind in TableKind::ALL {
            assert_eq!(
                parts()
                    .filter(|part| part.content == Content::Table(kind))
                    .count(),
                1,
                "{}",
                kind.name()
            );
        }
        for kind in FigureKind::ALL {
            assert_eq!(
                parts()
                    .filter(|part| part.content == Content::Figure(kind))
                    .count(),
                1,
                "{}",
                kind.name()
            );
        }
    }

    #[test]
    fn a_wrong_name_is_told_with_its_line_and_the_right_ones() {
        let text = "title = \"x\"\n[[section]]\nid = \"a\"\ntitle = \"A\"\n[[section.part]]\ntable = \"flaw\"\ntitle = \"F\"\n";
        let error = ReportDefinition::parse(text).unwrap_err().to_string();
        assert!(error.contains("line 6"), "{error}");
        assert!(
            error.contains("there are sources, set_aside, flow"),
            "{error}"
        );
        let error = ReportDefinition::parse("title = \"x\"\nsection = []\nfont = 3\n")
            .unwrap_err()
            .to_string();
        assert!(error.contains("font"), "{error}");
    }

    #[test]
    fn what_stands_there_twice_is_refused() {
        let part = "[[section.part]]\ntable = \"flow\"\ntitle = \"F\"\n";
        let section = "[[section]]\nid = \"a\"\ntitle = \"A\"\n";
        let twice = format!("title = \"x\"\n{section}{part}{part}");
        let error = ReportDefinition::parse(&twice).unwrap_err().to_string();
        assert_eq!(error, "table `flow` stands there twice");
        let twice = format!("title = \"x\"\n{section}{part}{section}part = []\n");
        let error = ReportDefinition::parse(&twice).unwrap_err().to_string();
        assert_eq!(error, "section `a` stands there twice");
    }
}
