//! The columns of a table: one for each group of patients, and one for all of them where a pooled number means something.

use super::lookup::Lookup;
use crate::measures::characteristics;
use crate::measures::results::{Stratum, Unit};
use crate::report::wording;

/// More groups than these have columns in the CSV file alone.
pub(super) const ON_PAGE: usize = 6;

/// How a table splits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Split {
    /// By the groups, with a column for all.
    WithAll,
    /// By the groups; regimens differ in their plan of doses, and a number of several is that of none.
    ByPlan,
    /// By the finest groups, since regimens and diseases differ in response and survival.
    ByDisease,
}

/// One column: the rows of one stratum.
#[derive(Debug, Clone)]
pub(in crate::report) struct Column<'a> {
    /// What its head says: `HD IL-2`, `All`.
    pub(in crate::report) name: String,
    pub(in crate::report) lookup: Lookup<'a>,
}

impl<'a> Column<'a> {
    fn new(lookup: Lookup<'a>) -> Self {
        let stratum = lookup.stratum();
        let name = if *stratum == Stratum::Overall {
            "All".to_owned()
        } else {
            wording::head(stratum)
        };
        Self { name, lookup }
    }

    /// Its treated units.
    pub(in crate::report) fn n(&self, unit: Unit) -> Option<i64> {
        self.lookup.treated(unit)
    }

    /// `HD IL-2 (N = 127)`; what is counted is named where it is not patients.
    pub(in crate::report) fn head(&self, unit: Unit) -> String {
        let of_what = if unit == Unit::Patient {
            String::new()
        } else {
            format!(" {}", wording::units(unit))
        };
        match self.n(unit) {
            Some(n) => format!("{} (N = {}{of_what})", self.name, wording::count(n)),
            None => self.name.clone(),
        }
    }
}

/// The columns of a table, in their order.
pub(in crate::report) fn columns(results: Lookup<'_>, split: Split) -> Vec<Column<'_>> {
    let groups = groups(results, split);
    let is_pooled = match split {
        Split::WithAll => true,
        Split::ByPlan => has_one(results, characteristics::REGIMEN),
        Split::ByDisease => [characteristics::REGIMEN, characteristics::DIAGNOSIS]
            .into_iter()
            .all(|measure| has_one(results, measure)),
    };
    let pooled = (is_pooled || groups.is_empty()).then_some(results);
    let strata = groups
        .into_iter()
        .map(|stratum| results.of_stratum(stratum));
    strata.chain(pooled).map(Column::new).collect()
}

/// Whether the columns of a table that splits so leave the pooled number out.
pub(super) fn leaves_all_out(columns: &[Column<'_>]) -> bool {
    !columns
        .iter()
        .any(|column| *column.lookup.stratum() == Stratum::Overall)
}

/// Whether a column is of several regimens.
pub(super) fn pools_regimens(results: Lookup<'_>, columns: &[Column<'_>]) -> bool {
    let is_of_one = |column: &Column<'_>| {
        let mut levels = column.lookup.stratum().levels().iter();
        levels.any(|level| level.column == "regimen")
    };
    !has_one(results, characteristics::REGIMEN) && !columns.iter().all(is_of_one)
}

/// The strata by which it splits: those of groupings that refine no other one, or those that no other one refines.
fn groups(results: Lookup<'_>, split: Split) -> Vec<&Stratum> {
    let strata = results.strata();
    let is_within = |inner: &Stratum, outer: &Stratum| {
        let (inner, outer) = (inner.levels(), outer.levels());
        inner.len() > outer.len() && inner.starts_with(outer)
    };
    let is_shown = |stratum: &Stratum| match split {
        Split::ByDisease => !strata.iter().any(|other| is_within(other, stratum)),
        // By default diseases have columns of their own in response and survival alone.
        Split::WithAll | Split::ByPlan if results.is_by_default() => stratum.levels().len() == 1,
        Split::WithAll | Split::ByPlan => !strata.iter().any(|other| is_within(stratum, other)),
    };
    let strata = strata.iter().copied();
    strata.filter(|stratum| is_shown(stratum)).collect()
}

/// Whether all treated patients are in one category of a characteristic.
fn has_one(results: Lookup<'_>, measure: &'static str) -> bool {
    let categories = results.of(measure, Unit::Patient);
    categories.filter(|row| row.numerator > Some(0)).count() <= 1
}
