//! Makes the files of a report from results.

use super::about::About;
use super::definition::{Content, Part, ReportDefinition};
use super::document::{Document, Rendered};
use super::error::ReportError;
use super::figures::FigureOptions;
use super::findings::findings;
use super::manuscript::Methods;
use super::page::{self, Printed};
use super::rendered::{RenderedFile, RenderedPart};
use super::tables::{GradingNote, Index, Lookup, Measures, Shown, is_clinical_assumed, noted};
use crate::measures::definition::Definition;
use crate::measures::results::Row;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Makes the files of a report from results and from curves: the page, each table as CSV, each figure as SVG and PNG, and
/// with `with_pdf` as PDF. `methods` are those of the whole report.
///
/// # Errors
///
/// Where a figure cannot be drawn or the page cannot be laid out.
pub(crate) fn render(
    definition: &ReportDefinition,
    rows: &[Row],
    curves: &[Row],
    measures: &[Definition],
    (about, methods): (&About, &Methods),
    options: FigureOptions,
) -> Result<Rendered, ReportError> {
    let index = Index::new(rows.iter().chain(curves), &about.by, &about.sites);
    let results = Lookup::new(&index).assuming_clinical(is_clinical_assumed(about));
    let parts: Vec<&Part> = definition
        .sections
        .iter()
        .flat_map(|section| &section.parts)
        .collect();
    let rendered: Vec<(RenderedPart, Vec<RenderedFile>)> = parts
        .par_iter()
        .map(|part| match part.content {
            Content::Table(table) => {
                let measures = Measures::default();
                let shown = table.build(&results.noting(&measures), about);
                let files = match &shown {
                    Shown::Table(shown) => vec![RenderedFile::of_table(table.name, shown)],
                    Shown::NotCollected | Shown::Nothing => Vec::new(),
                };
                Ok((RenderedPart::Table(shown, noted(measures)), files))
            }
            Content::Figure(drawn) => {
                let figure = (drawn.draw)(results, options.width)?;
                let files = match &figure {
                    Some(figure) => {
                        RenderedFile::of_figure(drawn.name, &part.title, figure, options)?
                    }
                    None => Vec::new(),
                };
                Ok((RenderedPart::Figure(figure), files))
            }
            Content::Findings => {
                let measures = Measures::default();
                let sentences = findings(results.noting(&measures));
                let part = RenderedPart::Findings(sentences, noted(measures));
                Ok((part, Vec::new()))
            }
            Content::GradedValues => {
                let sentences = GradingNote::new(results, about).graded();
                Ok((
                    RenderedPart::Findings(sentences, BTreeSet::new()),
                    Vec::new(),
                ))
            }
            Content::KeyNumbers | Content::Methods | Content::Definitions => {
                Ok((RenderedPart::Block, Vec::new()))
            }
        })
        .collect::<Result<_, ReportError>>()?;
    let (parts, files): (Vec<RenderedPart>, Vec<Vec<RenderedFile>>) = rendered.into_iter().unzip();
    let shown: BTreeSet<&str> = rows.iter().chain(curves).map(|row| row.measure).collect();
    let measures: Vec<&Definition> = measures
        .iter()
        .filter(|measure| shown.contains(measure.name))
        .collect();
    let document = Document::of(definition, &parts, about);
    let printed = Printed {
        document: &document,
        results,
        measures: &measures,
        methods,
    };
    let html = page::page(definition, &parts, printed, about)?;
    let mut rendered = vec![RenderedFile {
        path: "report.html".to_owned(),
        bytes: html.into_bytes(),
    }];
    rendered.extend(files.into_iter().flatten());
    Ok(Rendered {
        files: rendered,
        document,
    })
}
