//! Figures: results rows in, an SVG and its description in words out.
//!
//! A figure is drawn from rows and nothing else, so that what the results and their curves do not hold, no figure shows.
//! Each splits by the groups of its table, as panels, lines or marks; where a number would pool what differs in plan, or
//! is not estimable, a sentence says so in place of the figure. A figure has no title: the page gives its caption. The
//! same rows give the same bytes.

mod axis_labels;
mod canvas;
mod comparison_forest;
mod curve;
#[cfg(test)]
mod curve_tests;
pub(super) mod dose_map;
mod dose_retention;
mod doses_tolerated;
mod end_reasons;
mod error;
mod figure;
mod flow;
mod groups;
mod laboratory_course;
mod laboratory_shift;
#[cfg(test)]
mod laboratory_tests;
mod legend_of_colors;
mod list;
mod panel_legend;
pub(super) mod panels;
mod patients;
#[cfg(test)]
mod print_tests;
mod row_panels;
mod row_plot;
mod rows;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod sample_curves;
#[cfg(test)]
mod sample_laboratory;
mod scale;
mod severe_toxicity;
mod statement;
mod styles;
mod survival;
mod survival_legend;
pub(super) mod swimmer;
#[cfg(test)]
mod tests;
mod text;
mod time_to_resolution;
mod toxicity_by_organ_system;
mod vasopressor_peak;
mod width;
mod words;

pub(super) use error::FigureError;
pub(super) use figure::Figure;
pub(super) use list::{FIGURES, ReportFigure};
pub(super) use text::text_width;
pub(crate) use width::{FigureOptions, FigureWidth};
