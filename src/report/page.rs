//! The page: one self-contained HTML file, without script or network.

use super::about::About;
use super::definition::{Content, Part, ReportDefinition, Section};
use super::document::subtitle;
use super::error::ReportError;
use super::how::{How, PrintedQuery, printed};
use super::key_numbers::{KeyNumbers, key_numbers};
use super::policy::content_security_policy;
use super::rendered::RenderedPart;
use super::tables::{Lookup, Measures, Shown, Table, noted};
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
    parts: Vec<PagePart<'a>>,
    /// Whether nobody collected anything of it.
    is_not_collected: bool,
}

impl PageSection<'_> {
    /// What its parts say of where their numbers come from.
    fn hows(&self) -> impl Iterator<Item = &How> {
        self.parts.iter().filter_map(|part| match part {
            PagePart::Table { how, .. }
            | PagePart::Figure { how, .. }
            | PagePart::KeyNumbers { how, .. } => how.as_ref(),
            PagePart::NotCollected { .. } | PagePart::Definitions { .. } => None,
        })
    }
}

/// A part as the template takes it.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum PagePart<'a> {
    Table {
        id: &'static str,
        title: &'a str,
        table: PageTable,
        how: Option<How>,
    },
    Figure {
        id: &'static str,
        title: &'a str,
        svg: &'a str,
        alt: &'a str,
        how: Option<How>,
    },
    NotCollected {
        title: &'a str,
    },
    KeyNumbers {
        title: &'a str,
        numbers: KeyNumbers,
        how: Option<How>,
    },
    Definitions {
        title: &'a str,
        definitions: Vec<PageDefinition>,
    },
}

/// A table as a template takes it.
#[derive(Debug, Serialize)]
pub(super) struct PageTable {
    headings: Vec<String>,
    /// Heads above the headings after the first, with the columns that each spans.
    heads: Vec<PageHead>,
    rows: Vec<PageRow>,
    notes: Vec<String>,
    is_numeric: bool,
    is_short: bool,
    is_folded: bool,
}

#[derive(Debug, Serialize)]
struct PageHead {
    text: String,
    span: usize,
}

#[derive(Debug, Serialize)]
struct PageRow {
    /// The heading above this row, where a group begins.
    group: Option<String>,
    is_grouped: bool,
    cells: Vec<Vec<String>>,
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

/// The style sheet, as it lies between its tags.
const STYLE: &str = concat!("\n", include_str!("page.css"), "\n");

/// A table of at most so many rows is not broken across printed pages.
const SHORT: usize = 16;

/// Lays the page out; it prints the definitions of these measures.
pub(super) fn page(
    definition: &ReportDefinition,
    rendered: &[RenderedPart],
    results: Lookup<'_>,
    measures: &[&Definition],
    about: &About,
) -> Result<String, ReportError> {
    let mut rendered = rendered.iter();
    let sections: Vec<PageSection<'_>> = definition
        .sections
        .iter()
        .map(|section| {
            let parts = section.parts.iter().zip(rendered.by_ref());
            let parts: Vec<PagePart<'_>> = parts
                .filter_map(|(part, rendered)| page_part(part, rendered, results, measures))
                .collect();
            page_section(section, parts)
        })
        .filter(|section| !section.parts.is_empty())
        .collect();
    let selected = results.row(
        flow::FLOW,
        Unit::Course,
        "selected",
        Level::All,
        Statistic::Count,
    );
    let queries: Vec<PrintedQuery> = printed(sections.iter().flat_map(PageSection::hows));
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
    lay_out(include_str!("page.html"), values)
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

/// A section; where nobody collected any of it, one sentence stands for all its parts.
fn page_section<'a>(section: &'a Section, parts: Vec<PagePart<'a>>) -> PageSection<'a> {
    let is_not_collected = !parts.is_empty()
        && parts
            .iter()
            .all(|part| matches!(part, PagePart::NotCollected { .. }));
    PageSection {
        id: &section.id,
        title: &section.title,
        text: &section.text,
        parts,
        is_not_collected,
    }
}

/// A part as it is shown; `None` where there is nothing to say.
fn page_part<'a>(
    part: &'a Part,
    rendered: &'a RenderedPart,
    results: Lookup<'_>,
    measures: &[&Definition],
) -> Option<PagePart<'a>> {
    let title = part.title.as_str();
    match (part.content, rendered) {
        (Content::Table(built), RenderedPart::Table(Shown::Table(table), measures)) => {
            Some(PagePart::Table {
                id: built.name,
                title,
                table: page_table(table),
                how: How::of_table(built, measures),
            })
        }
        (Content::Table(_), RenderedPart::Table(Shown::NotCollected, _)) => {
            Some(PagePart::NotCollected { title })
        }
        (Content::Figure(drawn), RenderedPart::Figure(Some(figure))) => Some(PagePart::Figure {
            id: drawn.name,
            title,
            svg: &figure.svg,
            alt: &figure.alt,
            how: How::of_figure(drawn),
        }),
        (Content::KeyNumbers, _) => {
            let measures = Measures::default();
            Some(PagePart::KeyNumbers {
                title,
                numbers: key_numbers(results.noting(&measures)),
                how: How::of_measures(&noted(measures)),
            })
        }
        (Content::Definitions, _) => {
            // Measures that differ in nothing but what they ask share their words.
            let alike = measures.chunk_by(|a, b| {
                Definition {
                    name: a.name,
                    title: a.title,
                    ..**b
                } == **a
            });
            Some(PagePart::Definitions {
                title,
                definitions: alike.map(page_definition).collect(),
            })
        }
        (Content::Table(_) | Content::Figure(_), _) => None,
    }
}

pub(super) fn page_table(table: &Table) -> PageTable {
    let mut last: Option<&String> = None;
    let is_on_page = |column: &usize| !table.off_page.contains(column);
    let rows = table.rows.iter().map(|row| {
        let begins = row.group.as_ref().filter(|group| last != Some(*group));
        last = row.group.as_ref();
        PageRow {
            group: begins.cloned(),
            is_grouped: row.group.is_some(),
            cells: (0..row.cells.len())
                .filter(is_on_page)
                .map(|column| row.cells[column].lines.clone())
                .collect(),
        }
    });
    PageTable {
        rows: rows.collect(),
        headings: (0..table.headings.len())
            .filter(is_on_page)
            .map(|column| unbroken(&table.headings[column]))
            .collect(),
        heads: heads_on_page(table),
        notes: table.notes.clone(),
        is_numeric: table.is_numeric,
        is_short: table.rows.len() <= SHORT,
        is_folded: table.is_folded,
    }
}

/// A heading whose `(N = 127)` is not broken.
fn unbroken(heading: &str) -> String {
    heading.replace("(N = ", "(N\u{a0}=\u{a0}")
}

/// The heads whose columns the page shows.
fn heads_on_page(table: &Table) -> Vec<PageHead> {
    let mut column = 1;
    let mut heads = Vec::new();
    for (text, span) in &table.heads {
        if !table.off_page.contains(&column) {
            heads.push(PageHead {
                text: unbroken(text),
                span: *span,
            });
        }
        column += span;
    }
    heads
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
