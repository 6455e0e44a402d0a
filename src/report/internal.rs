//! The figures of single patients, which stay at the site: in no page, document or release.

use super::error::ReportError;
use super::figures::{FigureOptions, dose_map, swimmer};
use super::rendered::RenderedFile;
use crate::measures::PatientLine;

/// Makes the files of these figures, in the folder `figures/internal`; none where nobody was treated.
///
/// # Errors
///
/// Where a figure cannot be drawn.
pub(crate) fn internal_figures(
    lines: &[PatientLine],
    options: FigureOptions,
) -> Result<Vec<RenderedFile>, ReportError> {
    let figures = [
        (
            "internal/dose_map",
            "Planned doses of each patient",
            dose_map::draw(lines, options.width)?,
        ),
        (
            "internal/swimmer",
            "Treatment, response, progression and death of each patient",
            swimmer::draw(lines, options.width)?,
        ),
    ];
    let mut files = Vec::new();
    for (name, title, figure) in figures {
        if let Some(figure) = figure {
            files.extend(RenderedFile::of_figure(name, title, &figure, options)?);
        }
    }
    Ok(files)
}
