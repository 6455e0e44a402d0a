//! The page: one self-contained HTML file, without script or network.

use super::about::About;
use super::definition::{Content, Part, ReportDefinition, Section};
use super::document::{Document, subtitle};
use super::error::ReportError;
use super::how::{How, PrintedQuery, printed_queries};
use super::key_numbers::{KeyNumbers, key_numbers};
use super::manuscript::Methods;
use super::page_table::{PageTable, page_table};
use super::policy::content_security_policy;
use super::rendered::RenderedPart;
use super::tables::{Lookup, Measures, Shown, noted};
use super::wording;
use crate::measures::definition::Definition;
use crate::measures::flow;
use crate::measures::results::{Level, Statistic, Unit};
use crate::notation::visible;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context, escape_formatter};
use serde::Serialize;
use std::borrow::Cow;

/// A section as the template takes it.
#[derive(Debug, Serialize)]
struct PageSection<'a> {
    id: &'a str,
    title: &'a str,
    text: &'a str,
    note: &'a str,
    parts: Vec<PagePart<'a>>,
    /// Titles of parts that nobody collected.
    not_collected: Vec<&'a str>,
    /// Whether no more than its heading is shown until a reader opens it.
    is_closed: bool,
}

impl PageSection<'_> {
    /// What its parts say of where their numbers come from.
    fn hows(&self) -> impl Iterator<Item = &How> {
        self.parts.iter().filter_map(|part| match part {
            PagePart::Table { how, .. }
            | PagePart::Figure { how, .. }
            | PagePart::Findings { how, .. }
            | PagePart::KeyNumbers { how, .. } => how.as_ref(),
            PagePart::Methods { .. } | PagePart::Definitions { .. } => None,
        })
    }
}

/// A part as the template takes it.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum PagePart<'a> {
    Table {
        id: &'static str,
        label: &'a str,
        title: &'a str,
        table: PageTable,
        is_closed: bool,
        how: Option<How>,
    },
    Figure {
        id: &'static str,
        label: &'a str,
        title: &'a str,
        svg: &'a str,
        alt: &'a str,
        is_closed: bool,
        how: Option<How>,
    },
    Findings {
        sentences: &'a [String],
        how: Option<How>,
    },
    KeyNumbers {
        title: &'a str,
        numbers: KeyNumbers,
        how: Option<How>,
    },
    Methods {
        paragraphs: Vec<Paragraph>,
        references: Vec<String>,
    },
    Definitions {
        definitions: Vec<PageDefinition>,
    },
}

/// A paragraph under its heading.
#[derive(Debug, Serialize)]
struct Paragraph {
    heading: &'static str,
    text: String,
}

/// The definition of measures as a template takes it.
#[derive(Debug, Serialize)]
pub(super) struct PageDefinition {
    /// The measures of which these words are true.
    measures: Vec<PageMeasure>,
    units: String,
    counts: &'static str,
    out_of: &'static str,
    unknown: &'static str,
    interval: &'static str,
    source: &'static str,
}

#[derive(Debug, Serialize)]
struct PageMeasure {
    name: &'static str,
    title: &'static str,
}

const TEMPLATE: &str = concat!(include_str!("parts.html"), include_str!("page.html"));

/// The style sheet, as it lies between its tags.
const STYLE: &str = concat!("\n", include_str!("page.css"), "\n");

/// What a page prints beside the tables and figures that were made for it.
#[derive(Clone, Copy)]
pub(super) struct Printed<'a> {
    /// The numbers of its tables and figures.
    pub(super) document: &'a Document,
    pub(super) results: Lookup<'a>,
    /// The measures whose definitions it prints.
    pub(super) measures: &'a [&'a Definition],
    pub(super) methods: &'a Methods,
}

/// Lays the page out.
pub(super) fn page(
    definition: &ReportDefinition,
    rendered: &[RenderedPart],
    printed: Printed<'_>,
    about: &About,
) -> Result<String, ReportError> {
    let mut rendered = rendered.iter();
    let sections: Vec<PageSection<'_>> = definition
        .sections
        .iter()
        .map(|section| {
            let parts: Vec<_> = section.parts.iter().zip(rendered.by_ref()).collect();
            page_section(section, &parts, printed)
        })
        .filter(|section| !section.parts.is_empty() || !section.not_collected.is_empty())
        .collect();
    let selected = printed.results.row(
        flow::FLOW,
        Unit::Course,
        "selected",
        Level::All,
        Statistic::Count,
    );
    let queries: Vec<PrintedQuery> = printed_queries(sections.iter().flat_map(PageSection::hows));
    let values = context! {
        title => about.title.as_ref().unwrap_or(&definition.title),
        subtitle => subtitle(about),
        selection => about.selection.as_ref(),
        selected => selected.map(wording::statistic),
        options => about.options.join(" "),
        version => &about.program_version,
        is_simulated => about.is_simulated,
        policy => content_security_policy(STYLE),
        style => STYLE,
        sections => Value::from(Serde(&sections)),
        queries => Value::from(Serde(&queries)),
    };
    lay_out(TEMPLATE, values)
}

/// A page from its template; what is put into it is escaped, and has no control character.
pub(super) fn lay_out(template: &str, values: Value) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(|output, state, value| {
        let seen = value.as_str().map(visible);
        match seen {
            Some(Cow::Owned(text)) if value.is_safe() => {
                escape_formatter(output, state, &Value::from_safe_string(text))
            }
            Some(Cow::Owned(text)) => escape_formatter(output, state, &Value::from(text)),
            Some(Cow::Borrowed(_)) | None => escape_formatter(output, state, value),
        }
    });
    let html = environment.render_str(template, values);
    html.map_err(|error| ReportError::Page {
        message: error.to_string(),
    })
}

/// A section; parts that nobody collected are named in one sentence.
fn page_section<'a>(
    section: &'a Section,
    parts: &[(&'a Part, &'a RenderedPart)],
    printed: Printed<'a>,
) -> PageSection<'a> {
    let is_not_collected =
        |rendered: &RenderedPart| matches!(rendered, RenderedPart::Table(Shown::NotCollected, _));
    let not_collected = parts.iter().filter(|(_, made)| is_not_collected(made));
    let shown = parts.iter();
    PageSection {
        id: &section.id,
        title: &section.title,
        text: &section.text,
        note: &section.note,
        not_collected: not_collected.map(|(part, _)| part.title.as_str()).collect(),
        parts: shown
            .filter_map(|(part, rendered)| page_part(part, rendered, printed))
            .collect(),
        is_closed: section.is_closed,
    }
}

/// A part as it is shown; `None` where there is nothing to say.
fn page_part<'a>(
    part: &'a Part,
    rendered: &'a RenderedPart,
    printed: Printed<'a>,
) -> Option<PagePart<'a>> {
    let title = part.title.as_str();
    let label = |name, is_figure| {
        let label = printed.document.label(name, is_figure);
        label.expect("the document has each table and figure of its page")
    };
    match (part.content, rendered) {
        (Content::Table(built), RenderedPart::Table(Shown::Table(table), measures)) => {
            Some(PagePart::Table {
                id: built.name,
                label: label(built.name, false),
                title,
                table: page_table(table),
                is_closed: part.is_closed,
                how: How::of_table(built, measures),
            })
        }
        (Content::Figure(drawn), RenderedPart::Figure(Some(figure))) => Some(PagePart::Figure {
            id: drawn.name,
            label: label(drawn.name, true),
            title,
            svg: &figure.svg,
            alt: &figure.alt,
            is_closed: part.is_closed,
            how: How::of_figure(drawn),
        }),
        (
            Content::Findings | Content::GradedValues,
            RenderedPart::Findings(sentences, measures),
        ) => (!sentences.is_empty()).then(|| PagePart::Findings {
            sentences,
            how: How::of_measures(measures),
        }),
        (Content::KeyNumbers, _) => {
            let measures = Measures::default();
            Some(PagePart::KeyNumbers {
                title,
                numbers: key_numbers(printed.results.noting(&measures)),
                how: How::of_measures(&noted(measures)),
            })
        }
        (Content::Methods, _) => {
            let paragraphs = printed.methods.numbered().into_iter();
            let paragraphs = paragraphs.map(|(heading, text)| Paragraph { heading, text });
            Some(PagePart::Methods {
                paragraphs: paragraphs.collect(),
                references: printed.methods.references(),
            })
        }
        (Content::Definitions, _) => {
            // Measures that differ in nothing but what they ask share their words.
            let alike = printed.measures.chunk_by(|a, b| {
                Definition {
                    name: a.name,
                    title: a.title,
                    ..**b
                } == **a
            });
            Some(PagePart::Definitions {
                definitions: alike.map(page_definition).collect(),
            })
        }
        (Content::Table(_) | Content::Figure(_) | Content::Findings | Content::GradedValues, _) => {
            None
        }
    }
}

pub(super) fn page_definition(measures: &[&Definition]) -> PageDefinition {
    let measure = measures[0];
    let units: Vec<String> = measure
        .grain
        .iter()
        .map(|unit: &Unit| unit.name().to_owned())
        .collect();
    let named = measures.iter().map(|measure| PageMeasure {
        name: measure.name,
        title: measure.title,
    });
    PageDefinition {
        measures: named.collect(),
        units: wording::list(&units),
        counts: measure.counts,
        out_of: measure.out_of,
        unknown: measure.unknown,
        interval: measure.interval,
        source: measure.source,
    }
}
