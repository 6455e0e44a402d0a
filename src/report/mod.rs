//! Results to tables, figures and pages; it returns bytes and touches no disk.
//!
//! What a report shows, it takes from results rows and from what the store says of its sources. Numbers are rounded in
//! one place, `wording`; the same rows give the same bytes.

mod about;
mod definition;
pub mod figures;
mod how;
mod key_numbers;
mod page;
pub mod png;
mod safety;
mod tables;
mod wording;

pub use about::{
    About, AboutCheck, AboutFile, AboutNotCollected, AboutReason, AboutSite, AboutUnlisted,
};
pub use definition::{Content, DefinitionError, Part, ReportDefinition, Section, embedded};
pub use safety::render_review;
pub use tables::TableKind;

use crate::measures::definition::Definition;
use crate::measures::results::Row;
use figures::{Figure, FigureError};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fmt;
use tables::{Asked, Lookup, Shown};

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Its path in the report's folder, for example `figures/dose_retention.svg`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a report cannot be made.
#[derive(Debug)]
pub enum ReportError {
    /// A figure cannot be drawn.
    Figure(FigureError),
    /// The page cannot be laid out.
    Page {
        /// What the template engine says.
        message: String,
    },
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figure(error) => error.fmt(f),
            Self::Page { message } => write!(f, "the page cannot be laid out: {message}"),
        }
    }
}

impl std::error::Error for ReportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Figure(error) => Some(error),
            Self::Page { .. } => None,
        }
    }
}

impl From<FigureError> for ReportError {
    fn from(error: FigureError) -> Self {
        Self::Figure(error)
    }
}

/// One part of a report, made.
enum Made {
    /// With the measures whose numbers it shows.
    Table(Shown, BTreeSet<&'static str>),
    /// `None` where there is nothing to draw.
    Figure(Option<Figure>),
    Block,
}

/// Makes the files of a report from results and from curves: the page, each table as CSV, each figure as SVG and PNG.
///
/// # Errors
///
/// Where a figure cannot be drawn or the page cannot be laid out.
pub fn render(
    definition: &ReportDefinition,
    rows: &[Row],
    curves: &[Row],
    measures: &[Definition],
    about: &About,
) -> Result<Vec<RenderedFile>, ReportError> {
    let results = Lookup::new(rows);
    let parts: Vec<&Part> = definition
        .sections
        .iter()
        .flat_map(|section| &section.parts)
        .collect();
    let made: Vec<(Made, Vec<RenderedFile>)> = parts
        .par_iter()
        .map(|part| match part.content {
            Content::Table(kind) => {
                let asked = Asked::default();
                let shown = tables::build(kind, &results.noting(&asked), about);
                let file = |bytes| RenderedFile {
                    path: format!("tables/{}.csv", kind.name()),
                    bytes,
                };
                let files = match &shown {
                    Shown::Table(table) => vec![file(table.to_csv())],
                    Shown::NotCollected | Shown::Nothing => Vec::new(),
                };
                Ok((
                    Made::Table(shown, asked.into_inner().unwrap_or_default()),
                    files,
                ))
            }
            Content::Figure(kind) => {
                let figure = figures::draw(kind, rows, curves)?;
                let mut files = Vec::new();
                if let Some(figure) = &figure {
                    let path = |extension| format!("figures/{}.{extension}", kind.name());
                    files.push(RenderedFile {
                        path: path("svg"),
                        bytes: figure.svg.clone().into_bytes(),
                    });
                    files.push(RenderedFile {
                        path: path("png"),
                        bytes: png::png(&figure.svg)?,
                    });
                }
                Ok((Made::Figure(figure), files))
            }
            Content::KeyNumbers | Content::Definitions => Ok((Made::Block, Vec::new())),
        })
        .collect::<Result<_, ReportError>>()?;
    let (made, files): (Vec<Made>, Vec<Vec<RenderedFile>>) = made.into_iter().unzip();
    let shown: BTreeSet<&str> = rows.iter().chain(curves).map(|row| row.measure).collect();
    let measures: Vec<&Definition> = measures
        .iter()
        .filter(|measure| shown.contains(measure.name))
        .collect();
    let html = page::page(definition, &made, results, &measures, about)?;
    let mut rendered = vec![RenderedFile {
        path: "report.html".to_owned(),
        bytes: html.into_bytes(),
    }];
    rendered.extend(files.into_iter().flatten());
    Ok(rendered)
}
