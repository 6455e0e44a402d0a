//! The definition of a report: which sections, tables and figures, in which order, under which titles.

use super::figures::{FIGURES, ReportFigure};
use super::tables::{ReportTable, TABLES, renamed};
use crate::terminology::perhaps;
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeSet;

/// A kind of report, as a TOML file of `reports/` defines it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportDefinition {
    /// The title, where none is asked for.
    pub(super) title: String,
    /// The sections, in order.
    #[serde(rename = "section")]
    pub(super) sections: Vec<Section>,
}

/// One section of a report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    /// Its anchor in the page: lower-case letters, digits, `-` and `_`.
    #[serde(deserialize_with = "anchor")]
    pub(super) id: String,
    /// Its heading.
    pub(super) title: String,
    /// A paragraph under the heading.
    #[serde(default)]
    pub(super) text: String,
    /// A paragraph beneath its parts.
    #[serde(default)]
    pub(super) note: String,
    /// Whether the page shows no more than its heading until a reader opens it.
    #[serde(default, rename = "closed")]
    pub(super) is_closed: bool,
    /// What it shows, in order.
    #[serde(rename = "part")]
    pub(super) parts: Vec<Part>,
}

/// One thing that a section shows.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The table, figure or block.
    pub(super) content: Content,
    /// Its caption.
    pub(super) title: String,
    /// Whether the page shows no more than its caption until a reader opens it.
    pub(super) is_closed: bool,
}

/// What a part of a section shows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content {
    /// A table.
    Table(&'static ReportTable),
    /// A figure.
    Figure(&'static ReportFigure),
    /// What was found, in three sentences.
    Findings,
    /// The few numbers that a reader looks for first.
    KeyNumbers,
    /// What was graded from values, and how.
    GradedValues,
    /// The paragraphs on methods for a paper.
    Methods,
    /// The definitions of all measures in the report.
    Definitions,
}

/// Why a definition cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .message.trim_end())]
pub struct DefinitionError {
    /// What the reader of TOML says, with the line.
    pub message: String,
}

impl ReportDefinition {
    /// All that it has in words: the titles of the report, its sections and their parts, and the paragraphs of sections.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        let of_sections = self.sections.iter().flat_map(|section| {
            let of_parts = section.parts.iter().map(|part| part.title.as_str());
            [&section.title, &section.text, &section.note]
                .map(String::as_str)
                .into_iter()
                .chain(of_parts)
        });
        std::iter::once(self.title.as_str()).chain(of_sections)
    }

    /// Reads a definition.
    ///
    /// # Errors
    ///
    /// Where it is no TOML, or names a key, a table or a figure that there is not; the message names the line.
    pub fn parse(text: &str) -> Result<Self, DefinitionError> {
        let definition: Self = toml::from_str(text).map_err(|error| DefinitionError {
            message: with_nearest_key(&error.to_string()),
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
            Content::Table(table) => format!("table `{}`", table.name),
            Content::Figure(figure) => format!("figure `{}`", figure.name),
            Content::Findings => "block `findings`".to_owned(),
            Content::KeyNumbers => "block `key_numbers`".to_owned(),
            Content::GradedValues => "block `graded_values`".to_owned(),
            Content::Methods => "block `methods`".to_owned(),
            Content::Definitions => "block `definitions`".to_owned(),
        });
        let mut seen = BTreeSet::new();
        for name in ids.chain(parts) {
            if seen.contains(&name) {
                return Err(DefinitionError {
                    message: format!("{name} is there twice"),
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
pub(crate) fn embedded(kind: &str) -> Result<ReportDefinition, DefinitionError> {
    match kind {
        "cohort" => ReportDefinition::parse(include_str!("../../reports/cohort.toml")),
        _ => Err(DefinitionError {
            message: "there is no such kind of report".to_owned(),
        }),
    }
}

/// A part as it is in the file: one of `table`, `figure` and `block`, a title, and whether it is closed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPart {
    #[serde(default, deserialize_with = "table")]
    table: Option<&'static ReportTable>,
    #[serde(default, deserialize_with = "figure")]
    figure: Option<&'static ReportFigure>,
    #[serde(default, deserialize_with = "block")]
    block: Option<Content>,
    title: String,
    #[serde(default)]
    closed: bool,
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
            is_closed: part.closed,
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
fn one_of<T, E: de::Error>(
    found: Option<T>,
    what: &str,
    name: &str,
    known: &[&str],
) -> Result<Option<T>, E> {
    if found.is_some() {
        return Ok(found);
    }
    let near = perhaps(name, known.iter().copied());
    Err(E::custom(format!(
        "unknown {what} `{name}`{near}; there are {}",
        known.join(", ")
    )))
}

/// What the reader of TOML says, with the key that is nearest to an unknown one.
fn with_nearest_key(message: &str) -> String {
    let with_nearest = |line: &str| {
        let (name, rest) = line.strip_prefix("unknown field `")?.split_once('`')?;
        // The known keys are what it quotes after the unknown one.
        let known = rest.split('`').skip(1).step_by(2);
        Some(format!("{line}{}", perhaps(name, known)))
    };
    let lines = message
        .lines()
        .map(|line| with_nearest(line).unwrap_or_else(|| line.to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

fn table<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'static ReportTable>, D::Error> {
    let name = String::deserialize(deserializer)?;
    if let Some(now) = renamed(&name) {
        return Err(de::Error::custom(format!(
            "the table `{name}` is now `{now}`"
        )));
    }
    let found = TABLES.iter().find(|table| table.name == name);
    one_of(found, "table", &name, &TABLES.map(|table| table.name))
}

fn figure<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'static ReportFigure>, D::Error> {
    let name = String::deserialize(deserializer)?;
    if name == "reversibility" {
        return Err(de::Error::custom(
            "the figure `reversibility` is called `time_to_resolution` now",
        ));
    }
    let found = FIGURES.iter().find(|figure| figure.name == name);
    one_of(found, "figure", &name, &FIGURES.map(|figure| figure.name))
}

fn block<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Content>, D::Error> {
    let name = String::deserialize(deserializer)?;
    let block = match name.as_str() {
        "findings" => Some(Content::Findings),
        "key_numbers" => Some(Content::KeyNumbers),
        "graded_values" => Some(Content::GradedValues),
        "methods" => Some(Content::Methods),
        "definitions" => Some(Content::Definitions),
        _ => None,
    };
    one_of(
        block,
        "block",
        &name,
        &[
            "findings",
            "key_numbers",
            "graded_values",
            "methods",
            "definitions",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_definition_reads_and_shows_every_table_and_figure_once() {
        let definition = embedded("cohort").unwrap();
        let parts = definition.sections.iter().flat_map(|it| &it.parts);
        let (mut tables, mut figures) = (Vec::new(), Vec::new());
        for part in parts {
            match part.content {
                Content::Table(table) => tables.push(table.name),
                Content::Figure(figure) => figures.push(figure.name),
                Content::Findings
                | Content::KeyNumbers
                | Content::GradedValues
                | Content::Methods
                | Content::Definitions => {}
            }
        }
        let (mut all_tables, mut all_figures) =
            (TABLES.map(|it| it.name), FIGURES.map(|it| it.name));
        for names in [
            &mut tables[..],
            &mut figures,
            &mut all_tables,
            &mut all_figures,
        ] {
            names.sort_unstable();
        }
        assert_eq!(tables, all_tables);
        assert_eq!(figures, all_figures);
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
    fn a_figure_that_was_renamed_is_refused_with_its_new_name() {
        let text = "title = \"x\"\n[[section]]\nid = \"a\"\ntitle = \"A\"\n[[section.part]]\nfigure = \"reversibility\"\ntitle = \"F\"\n";
        let error = ReportDefinition::parse(text).unwrap_err().to_string();
        assert!(error.contains("line 6"), "{error}");
        assert!(error.contains("`time_to_resolution`"), "{error}");
    }

    #[test]
    fn a_table_that_was_renamed_is_refused_with_its_new_name() {
        let text = "title = \"x\"\n[[section]]\nid = \"a\"\ntitle = \"A\"\n[[section.part]]\ntable = \"severe_over_time\"\ntitle = \"T\"\n";
        let error = ReportDefinition::parse(text).unwrap_err().to_string();
        assert!(error.contains("line 6"), "{error}");
        assert!(error.contains("`event_rates`"), "{error}");
    }

    #[test]
    fn what_stands_there_twice_is_refused() {
        let part = "[[section.part]]\ntable = \"flow\"\ntitle = \"F\"\n";
        let section = "[[section]]\nid = \"a\"\ntitle = \"A\"\n";
        let twice = format!("title = \"x\"\n{section}{part}{part}");
        let error = ReportDefinition::parse(&twice).unwrap_err().to_string();
        assert_eq!(error, "table `flow` is there twice");
        let twice = format!("title = \"x\"\n{section}{part}{section}part = []\n");
        let error = ReportDefinition::parse(&twice).unwrap_err().to_string();
        assert_eq!(error, "section `a` is there twice");
    }
}
