//! What figures of single patients have in common: their groups, and how many are drawn.

use super::width::FigureWidth;
use super::words::count;
use crate::measures::PatientLine;
use crate::measures::results::{ColumnLevel, Stratum};
use crate::report::wording::head;

/// A group has no more patients drawn: a page has no room for more.
pub(super) const MOST_PATIENTS: usize = 400;

/// The patients of one regimen.
pub(super) struct PatientGroup<'a> {
    pub(super) name: String,
    pub(super) patients: Vec<&'a PatientLine>,
}

/// The treated patients by the regimen of their first course, in the order of the regimens' names; those without one last.
pub(super) fn by_regimen(lines: &[PatientLine]) -> Vec<PatientGroup<'_>> {
    let mut regimens: Vec<Option<&str>> =
        lines.iter().map(|line| line.regimen.as_deref()).collect();
    regimens.sort_by_key(|regimen| (regimen.is_none(), *regimen));
    regimens.dedup();
    regimens
        .into_iter()
        .map(|regimen| PatientGroup {
            name: regimen.map_or_else(
                || "Regimen: missing".to_owned(),
                |level| {
                    head(&Stratum::Levels(vec![ColumnLevel {
                        column: "regimen".to_owned(),
                        level: level.to_owned(),
                    }]))
                },
            ),
            patients: lines
                .iter()
                .filter(|line| line.regimen.as_deref() == regimen)
                .collect(),
        })
        .collect()
}

/// Keeps as many of a group as can be drawn; says how many it leaves out.
pub(super) fn keep_first(group: &mut PatientGroup<'_>) -> Option<String> {
    let left_out = group.patients.len().checked_sub(MOST_PATIENTS)?;
    group.patients.truncate(MOST_PATIENTS);
    (left_out > 0).then(|| {
        let (n, name) = (count(left_out as i64), &group.name);
        format!("{name}: the last {n} patients of this order are not drawn.")
    })
}

/// The height of a patient's row: so high that their identifier can be read where few are drawn.
pub(super) fn row_height(groups: &[PatientGroup<'_>]) -> f64 {
    let patients: usize = groups.iter().map(|group| group.patients.len()).sum();
    if patients <= MOST_NAMED {
        NAMED_ROW
    } else {
        // So that the figure of some 140 patients is no higher than a page.
        (ROWS_HIGH / patients as f64).clamp(3.5, 5.0)
    }
}

const ROWS_HIGH: f64 = 600.0;

/// Of more patients the rows have no room for identifiers.
const MOST_NAMED: usize = 60;
const NAMED_ROW: f64 = 13.0;

/// Whether rows of this height have identifiers at their left.
pub(super) fn is_named(row: f64) -> bool {
    row >= NAMED_ROW
}

/// The width kept for identifiers.
pub(super) fn widest_name(width: FigureWidth) -> f64 {
    width.choose(60.0, 110.0)
}
