//! Makes the files of a report from results.

use super::about::About;
use super::definition::{Content, Part, ReportDefinition};
use super::error::ReportError;
use super::rendered::{Made, RenderedFile};
use super::tables::{self, Asked, Lookup, Shown};
use super::{figures, page, png};
use crate::measures::definition::Definition;
use crate::measures::results::Row;
use rayon::prelude::*;
use std::collections::BTreeSet;

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
