//! The groups of patients by which a figure splits.

use super::rows::of;
use super::styles::MOST_GROUPS;
use crate::measures::characteristics::REGIMEN;
use crate::measures::results::{Row, Statistic, Status, Stratum, Unit};
use crate::report::tables::{Lookup, Split, columns};

/// What figures are drawn from: the rows of everybody, of results and of curves.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Source<'a> {
    /// Results.
    pub(in crate::report) results: Lookup<'a>,
    /// Whole curves.
    pub(in crate::report) curves: Lookup<'a>,
}

/// One group of patients.
#[derive(Debug, Clone)]
pub(super) struct Group<'a> {
    /// `HD IL-2, melanoma`; `All patients` where nobody is divided.
    pub(super) name: String,
    pub(super) results: Lookup<'a>,
    pub(super) curves: Lookup<'a>,
}

impl<'a> Group<'a> {
    /// Its rows of a measure with this statistic, in their order.
    pub(super) fn rows(
        &self,
        measure: &'static str,
        unit: Unit,
        statistic: Statistic,
    ) -> Vec<&'a Row> {
        of(self.results, measure, unit, statistic)
    }

    /// Whether it holds patients of several regimens, which differ in their planned doses.
    pub(super) fn pools_regimens(&self) -> bool {
        let regimens = self.results.of(REGIMEN, Unit::Patient);
        regimens.filter(|row| row.numerator > Some(0)).count() > 1
    }
}

/// The groups by which a figure splits; everybody where there are none.
pub(super) fn groups(source: Source<'_>, split: Split) -> Vec<Group<'_>> {
    let mut columns = columns(source.results, split);
    if columns.len() > 1 {
        columns.retain(|column| *column.lookup.stratum() != Stratum::Overall);
    }
    columns
        .into_iter()
        .map(|column| {
            let stratum = column.lookup.stratum();
            Group {
                name: if *stratum == Stratum::Overall {
                    "All patients".to_owned()
                } else {
                    column.name
                },
                results: column.lookup,
                curves: source.curves.of_stratum(stratum),
            }
        })
        .collect()
}

/// Whether a measure was collected in any of the groups.
pub(super) fn is_collected(groups: &[Group<'_>], measure: &'static str, unit: Unit) -> bool {
    let mut rows = groups
        .iter()
        .flat_map(|group| group.results.of(measure, unit));
    rows.any(|row| row.status != Status::NotCollected)
}

/// Keeps as many as a figure can tell apart; says how many it leaves out.
pub(super) fn keep_most<T>(shown: &mut Vec<T>) -> Option<String> {
    let left_out = shown.len().checked_sub(MOST_GROUPS).filter(|n| *n > 0)?;
    shown.truncate(MOST_GROUPS);
    let groups = if left_out == 1 { "group" } else { "groups" };
    Some(format!(
        "{left_out} more {groups}: see results.csv and the CSV files of the tables."
    ))
}

/// What is said in place of a number of several regimens.
pub(super) fn regimens_pooled(what: &str) -> String {
    format!(
        "No figure of {what}: it would pool regimens that differ in planned doses. Group by regimen, or select one."
    )
}
