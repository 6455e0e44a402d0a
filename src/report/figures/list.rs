//! The figures of a report, in its order: the name of each, its measure and what draws it.

use super::error::FigureError;
use super::figure::Figure;
use super::survival_legend::{OVERALL, PROGRESSION_FREE};
use super::width::FigureWidth;
use super::{
    comparison_forest, dose_retention, doses_tolerated, end_reasons, flow, laboratory_course,
    laboratory_shift, severe_toxicity, survival, time_to_resolution, toxicity_by_organ_system,
    vasopressor_peak,
};
use crate::measures::comparison::RISK_DIFFERENCE;
use crate::measures::survival::{OVERALL_SURVIVAL, PROGRESSION_FREE_SURVIVAL};
use crate::measures::vasopressor::PEAK_NEE;
use crate::measures::{exposure, flow::FLOW, laboratory, resolution, toxicity};
use crate::report::tables::Lookup;

/// A figure of a report.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct ReportFigure {
    /// The name in a report's definition and of its file, for example `dose_retention`.
    pub(in crate::report) name: &'static str,
    /// The measure that it draws; of a curve, the one that reads it off.
    pub(in crate::report) measure: &'static str,
    /// Draws it from the results and the curves; `None` where they hold nothing to draw: not collected, or no rows. An
    /// error where rows contradict each other, or the drawing fails. Where a number would mislead, a sentence says so.
    pub(in crate::report) draw: Draw,
}

/// Draws from results and curves, in this width.
type Draw = fn(Lookup<'_>, FigureWidth) -> Result<Option<Figure>, FigureError>;

/// All of them, in the order of a report.
pub(in crate::report) static FIGURES: [ReportFigure; 13] = [
    // From the database to those who received a dose.
    ReportFigure {
        name: "flow",
        measure: FLOW,
        draw: flow::draw,
    },
    // How many courses had how many given doses.
    ReportFigure {
        name: "doses_tolerated",
        measure: exposure::AT_LEAST,
        draw: doses_tolerated::draw,
    },
    // The share of courses that received at least so many doses.
    ReportFigure {
        name: "dose_retention",
        measure: exposure::AT_LEAST,
        draw: dose_retention::draw,
    },
    // Why cycles ended early.
    ReportFigure {
        name: "end_reasons",
        measure: exposure::END_REASON,
        draw: end_reasons::draw,
    },
    // Patients by the worst grade of toxicity, for each organ system.
    ReportFigure {
        name: "toxicity_by_organ_system",
        measure: toxicity::ORGAN_SYSTEM,
        draw: toxicity_by_organ_system::draw,
    },
    // The share of patients with toxicity of grade ≥ 3, for each organ system, with its interval.
    ReportFigure {
        name: "severe_toxicity",
        measure: toxicity::ORGAN_SYSTEM,
        draw: severe_toxicity::draw,
    },
    // How soon severe toxicity resolved, for each organ system.
    ReportFigure {
        name: "time_to_resolution",
        measure: resolution::RESOLVED_BY,
        draw: time_to_resolution::draw,
    },
    // The peak of vasopressor support.
    ReportFigure {
        name: "vasopressor_peak",
        measure: PEAK_NEE,
        draw: vasopressor_peak::draw,
    },
    // Laboratory values by day of the course.
    ReportFigure {
        name: "laboratory_course",
        measure: laboratory::BY_DAY,
        draw: laboratory_course::draw,
    },
    // From the grade of the baseline to the highest on treatment.
    ReportFigure {
        name: "laboratory_shift",
        measure: laboratory::SHIFT,
        draw: laboratory_shift::draw,
    },
    // Overall survival.
    ReportFigure {
        name: "overall_survival",
        measure: OVERALL_SURVIVAL,
        draw: |results, width| survival::draw(&OVERALL, results, width),
    },
    // Survival without progression.
    ReportFigure {
        name: "progression_free_survival",
        measure: PROGRESSION_FREE_SURVIVAL,
        draw: |results, width| survival::draw(&PROGRESSION_FREE, results, width),
    },
    // What separates two groups.
    ReportFigure {
        name: "comparison_forest",
        measure: RISK_DIFFERENCE,
        draw: comparison_forest::draw,
    },
];
