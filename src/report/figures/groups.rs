//! The groups of patients by which a figure splits.

use super::rows::of;
use super::styles::MOST_GROUPS;
use crate::measures::characteristics::REGIMEN;
use crate::measures::results::{Row, Statistic, Status, Stratum, Unit};
use crate::report::tables::{Lookup, Split, columns, of_til, pooled, pools, small_groups};

/// One group of patients.
#[derive(Debug, Clone)]
pub(super) struct Group<'a> {
    /// `HD IL-2, melanoma`; `All patients` where nobody is divided.
    pub(super) name: String,
    pub(super) results: Lookup<'a>,
}

impl<'a> Group<'a> {
    fn named(&self) -> (&str, Lookup<'a>) {
        (&self.name, self.results)
    }

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
        pools(self.results, REGIMEN)
    }
}

/// The groups by which a figure splits; everybody where there are none.
pub(super) fn groups(results: Lookup<'_>, split: Split) -> Vec<Group<'_>> {
    let mut columns = columns(results, split);
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
            }
        })
        .collect()
}

/// What is said of groups that hold patients whom a reader should not pool.
pub(super) fn pooled_groups(groups: &[Group<'_>], split: Split) -> Vec<String> {
    pooled(groups.iter().map(Group::named), split, "group")
}

/// What is said of groups of very few patients.
pub(super) fn few_patients<'a>(groups: impl Iterator<Item = &'a Group<'a>>) -> Option<String> {
    small_groups(groups.map(Group::named))
}

/// What is said of groups that hold patients whom a reader should not pool, or very few.
pub(super) fn notes_of_groups(groups: &[Group<'_>], split: Split) -> Vec<String> {
    let mut notes = pooled_groups(groups, split);
    notes.extend(few_patients(groups.iter()));
    notes
}

/// What is said of groups in a figure of adverse events: which of them pool regimens, or that blood counts are low after
/// lymphodepletion.
pub(super) fn notes_of_toxicity(groups: &[Group<'_>]) -> Vec<String> {
    let mut notes = notes_of_groups(groups, Split::ByRegimen);
    if !groups.iter().any(Group::pools_regimens) {
        let til = of_til(groups.iter().map(|group| group.results));
        notes.splice(0..0, til.map(str::to_owned));
    }
    notes
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
    keep_at_most(MOST_GROUPS, shown)
}

/// Keeps this many groups at most; says how many it leaves out.
pub(super) fn keep_at_most<T>(most: usize, shown: &mut Vec<T>) -> Option<String> {
    let left_out = shown.len().checked_sub(most).filter(|n| *n > 0)?;
    shown.truncate(most);
    let groups = if left_out == 1 { "group" } else { "groups" };
    Some(format!(
        "{left_out} more {groups}: see results.csv and the CSV files of the tables."
    ))
}

/// What is said in place of a number of several regimens.
pub(super) fn regimens_pooled(what: &str) -> String {
    format!(
        "No figure of {what}: it would pool regimens, which differ in planned doses. Group by regimen, or select one."
    )
}
