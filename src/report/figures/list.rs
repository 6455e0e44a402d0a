//! The figures of a report, by name.

use super::error::FigureError;
use super::figure::Figure;
use super::{
    dose_retention, doses_tolerated, reasons_not_given, reversibility, severe_toxicity, survival,
    survival_legend, toxicity_by_organ_system,
};
use crate::measures::results::Row;

/// What a figure shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FigureKind {
    /// How many courses had how many given doses.
    DosesTolerated,
    /// The share of courses that received at least so many doses.
    DoseRetention,
    /// Patients by the highest grade of toxicity, for each organ system.
    ToxicityByOrganSystem,
    /// The share of patients with toxicity of grade ≥ 3, for each organ system, with its interval.
    SevereToxicity,
    /// Why doses were held or stopped.
    ReasonsNotGiven,
    /// How soon severe toxicity resolved, for each organ system.
    Reversibility,
    /// Overall survival.
    OverallSurvival,
    /// Survival without progression.
    ProgressionFreeSurvival,
}

impl FigureKind {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 8] = [
        Self::DosesTolerated,
        Self::DoseRetention,
        Self::ToxicityByOrganSystem,
        Self::SevereToxicity,
        Self::ReasonsNotGiven,
        Self::Reversibility,
        Self::OverallSurvival,
        Self::ProgressionFreeSurvival,
    ];

    /// The name in a report's definition and of its file, for example `dose_retention`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DosesTolerated => "doses_tolerated",
            Self::DoseRetention => "dose_retention",
            Self::ToxicityByOrganSystem => "toxicity_by_organ_system",
            Self::SevereToxicity => "severe_toxicity",
            Self::ReasonsNotGiven => "reasons_not_given",
            Self::Reversibility => "reversibility",
            Self::OverallSurvival => "overall_survival",
            Self::ProgressionFreeSurvival => "progression_free_survival",
        }
    }

    /// The figure of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Draws the figure from the results and the curves; `None` where they hold nothing to draw: not collected, or no rows.
///
/// # Errors
///
/// Where rows contradict each other, or the drawing fails.
pub fn draw(kind: FigureKind, rows: &[Row], curves: &[Row]) -> Result<Option<Figure>, FigureError> {
    match kind {
        FigureKind::DosesTolerated => doses_tolerated::draw(rows),
        FigureKind::DoseRetention => dose_retention::draw(rows),
        FigureKind::ToxicityByOrganSystem => toxicity_by_organ_system::draw(rows),
        FigureKind::SevereToxicity => severe_toxicity::draw(rows),
        FigureKind::ReasonsNotGiven => reasons_not_given::draw(rows),
        FigureKind::Reversibility => reversibility::draw(curves),
        FigureKind::OverallSurvival => survival::draw(&survival_legend::OVERALL, rows, curves),
        FigureKind::ProgressionFreeSurvival => {
            survival::draw(&survival_legend::PROGRESSION_FREE, rows, curves)
        }
    }
}
