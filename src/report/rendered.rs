//! The parts of a report and its files, made.

use super::figures::{Figure, FigureError, FigureOptions};
use super::pdf::pdf;
use super::png::png;
use super::tables::{Sheet, Shown, Table};
use std::collections::BTreeSet;

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedFile {
    /// Its path in the report's folder, for example `figures/dose_retention.svg`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl RenderedFile {
    /// A table as CSV.
    pub(super) fn of_table(name: &str, table: &Table) -> Self {
        Self {
            path: format!("tables/{name}.csv"),
            bytes: Sheet::of(table).to_csv(),
        }
    }

    /// A figure as SVG, as PNG and, where it is wanted, as PDF with this title.
    pub(super) fn of_figure(
        name: &str,
        title: &str,
        figure: &Figure,
        options: FigureOptions,
    ) -> Result<Vec<Self>, FigureError> {
        let file = |extension, bytes| Self {
            path: format!("figures/{name}.{extension}"),
            bytes,
        };
        let mut files = vec![
            file("svg", figure.svg.clone().into_bytes()),
            file("png", png(&figure.svg, figure.width)?),
        ];
        if options.with_pdf {
            files.push(file("pdf", pdf(&figure.svg, title, figure.width)?));
        }
        Ok(files)
    }
}

/// One part of a report, rendered.
pub(super) enum RenderedPart {
    /// With the measures whose numbers it shows.
    Table(Shown, BTreeSet<&'static str>),
    /// `None` where there is nothing to draw.
    Figure(Option<Figure>),
    /// Sentences, with the measures whose numbers they hold.
    Findings(Vec<String>, BTreeSet<&'static str>),
    Block,
}
