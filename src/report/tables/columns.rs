//! The columns of a table: one for each group of patients, and one for all of them where a pooled number means something.

use super::lookup::Lookup;
use crate::measures::characteristics;
use crate::measures::results::{ColumnLevel, Stratum, Unit};
use crate::report::wording;
use std::collections::{BTreeSet, HashSet};

/// More groups than these have columns in the CSV file alone.
pub(super) const ON_PAGE: usize = 6;

/// Fewer patients than these are a small group: who they are may be known (CMS cell size policy).
pub(crate) const SMALL_GROUP: i64 = 11;

/// How a table splits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Split {
    /// By the groups, with a column for all.
    WithAll,
    /// By the groups; regimens differ in planned doses and in what came before IL-2, so that a number of several regimens
    /// describes none of them.
    ByRegimen,
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

    /// Its name, and its rows.
    pub(in crate::report) fn named(&self) -> (&str, Lookup<'a>) {
        (&self.name, self.lookup)
    }

    /// Its treated units.
    pub(in crate::report) fn n(&self, unit: Unit) -> Option<i64> {
        self.lookup.treated(unit)
    }

    /// `HD IL-2 (N = 127)`; what is counted is named where it is not patients.
    pub(in crate::report) fn head(&self, unit: Unit) -> String {
        let Some(n) = self.n(unit) else {
            return self.name.clone();
        };
        let of_what = match unit {
            Unit::Patient => String::new(),
            Unit::Course | Unit::Cycle | Unit::Dose => format!(" {}", wording::units_of(unit, n)),
        };
        format!("{} (N = {}{of_what})", self.name, wording::count(n))
    }
}

/// The columns of a table, in their order.
pub(in crate::report) fn columns(results: Lookup<'_>, split: Split) -> Vec<Column<'_>> {
    let groups = groups(results, split);
    let is_pooled = match split {
        Split::WithAll => true,
        Split::ByRegimen => !pools(results, characteristics::REGIMEN),
        Split::ByDisease => ![characteristics::REGIMEN, characteristics::DIAGNOSIS]
            .into_iter()
            .any(|measure| pools(results, measure)),
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

/// What is said of groups of so few treated patients that somebody may be recognized.
pub(in crate::report) fn small_groups<'a>(
    named: impl Iterator<Item = (&'a str, Lookup<'a>)>,
) -> Option<String> {
    let small = named.filter_map(|(name, results)| {
        let n = results.treated(Unit::Patient)?;
        let is_small = *results.stratum() != Stratum::Overall && (1..SMALL_GROUP).contains(&n);
        is_small.then(|| format!("{name} (N = {n})"))
    });
    let small: Vec<String> = small.collect();
    (!small.is_empty()).then(|| {
        format!(
            "Fewer than {SMALL_GROUP} patients, who could be identified (keep this report at the site): {}.",
            small.join("; ")
        )
    })
}

/// What a reader should know of the groups of a report: which of them pool what should not be pooled, or why there is no
/// column for all patients.
pub(in crate::report) fn of_groups(results: Lookup<'_>) -> Vec<String> {
    let split = Split::ByDisease;
    let by_disease = columns(results, split);
    let pooled = pooled(by_disease.iter().map(Column::named), split, "group");
    let by_regimen = columns(results, Split::ByRegimen);
    if !pooled.is_empty() || !leaves_all_out(&by_regimen) {
        return pooled;
    }
    let differ = how_regimens_differ(by_regimen.iter().map(|column| column.lookup));
    vec![format!(
        "Only the flow and Table 1 have a column for all patients: {differ}."
    )]
}

/// What a table or figure of adverse events says where a group was given IL-2 after tumor-infiltrating lymphocytes.
pub(in crate::report) fn of_til<'a>(
    mut groups: impl Iterator<Item = Lookup<'a>>,
) -> Option<&'static str> {
    groups
        .any(has_til)
        .then_some("TIL follows lymphodepletion, which itself lowers blood counts.")
}

/// Which of these groups hold patients whom a reader should not pool, a sentence for each reason.
pub(in crate::report) fn pooled<'a>(
    named: impl Iterator<Item = (&'a str, Lookup<'a>)>,
    split: Split,
    noun: &str,
) -> Vec<String> {
    let named: Vec<(&str, Lookup<'_>)> = named.collect();
    let who = |measure| -> Option<String> {
        let pooled: Vec<String> = named
            .iter()
            .filter(|(_, results)| pools(*results, measure))
            .map(|(name, _)| format!("“{name}”"))
            .collect();
        match &pooled[..] {
            [] => None,
            [_] if named.len() == 1 => Some("The numbers pool".to_owned()),
            [only] => Some(format!("{only} pools")),
            some if some.len() == named.len() => Some(format!("Each {noun} pools")),
            some => Some(format!("{} pool", wording::list(some))),
        }
    };
    let of_regimens = (split != Split::WithAll).then(|| who(characteristics::REGIMEN));
    let of_diseases = (split == Split::ByDisease).then(|| who(characteristics::DIAGNOSIS));
    let regimens = of_regimens.flatten().map(|who| {
        let differ = how_regimens_differ(named.iter().map(|(_, results)| *results));
        format!("{who} several regimens: {differ}.")
    });
    let diseases = of_diseases
        .flatten()
        .map(|who| format!("{who} several diagnoses: {DISEASES_DIFFER}."));
    regimens.into_iter().chain(diseases).collect()
}

const DISEASES_DIFFER: &str = "regimens and diagnoses differ in response and survival";

/// Why a number of several regimens describes none of them.
fn how_regimens_differ<'a>(mut groups: impl Iterator<Item = Lookup<'a>>) -> &'static str {
    if groups.any(has_til) {
        "regimens differ in planned doses, and TIL follows lymphodepletion, which itself lowers blood counts"
    } else {
        "regimens differ in planned doses"
    }
}

/// Whether a course of a group was given after tumor-infiltrating lymphocytes, as far as the first courses of its patients
/// and the group's own name say.
fn has_til(results: Lookup<'_>) -> bool {
    const TIL: &str = "til_il2";
    let results = results.unnoted();
    let regimens = results.of(characteristics::REGIMEN, Unit::Patient);
    let mut treated = regimens.filter(|row| row.numerator > Some(0));
    let mut levels = results.stratum().levels().iter();
    let is_named = levels.any(|level| level.column == "regimen" && level.level == TIL);
    treated.any(|row| row.item == TIL) || (is_named && results.treated(Unit::Course) > Some(0))
}

/// The strata by which it splits: those of groupings that refine no other one, or those that no other one refines.
fn groups<'a>(results: Lookup<'a>, split: Split) -> Vec<&'a Stratum> {
    let strata = results.strata();
    // A stratum is within each that has the first of its levels alone.
    let outer = |stratum: &&'a Stratum| {
        let levels = stratum.levels();
        (0..levels.len()).map(move |n| &levels[..n])
    };
    let all: HashSet<&[ColumnLevel]> = strata.iter().map(|it| it.levels()).collect();
    let refined: HashSet<&[ColumnLevel]> = strata.iter().flat_map(outer).collect();
    let is_shown = |stratum: &&'a Stratum| match split {
        Split::ByDisease => !refined.contains(stratum.levels()),
        // By default diseases have columns of their own in response and survival alone.
        Split::WithAll | Split::ByRegimen if results.is_by_default() => stratum.levels().len() == 1,
        Split::WithAll | Split::ByRegimen => !outer(stratum).any(|levels| all.contains(levels)),
    };
    let strata = strata.iter().copied();
    strata.filter(is_shown).collect()
}

/// Whether the treated patients are in several categories of a characteristic, or their courses of several regimens.
pub(in crate::report) fn pools(results: Lookup<'_>, measure: &'static str) -> bool {
    let results = results.unnoted();
    let categories = results.of(measure, Unit::Patient);
    categories.filter(|row| row.numerator > Some(0)).count() > 1
        || (measure == characteristics::REGIMEN && has_regimens_of_later_courses(results))
}

/// Whether the strata of a report on everybody have treated courses of several regimens: a patient is counted in the
/// regimen of the first course, and may have had a later course of another one.
fn has_regimens_of_later_courses(results: Lookup<'_>) -> bool {
    if *results.stratum() != Stratum::Overall {
        return false;
    }
    let is_treated =
        |stratum: &&&Stratum| results.of_stratum(stratum).treated(Unit::Course) > Some(0);
    let strata = results.strata().iter().filter(is_treated);
    let levels = strata.flat_map(|stratum| stratum.levels());
    let regimens: BTreeSet<&str> = levels
        .filter(|level| level.column == "regimen")
        .map(|level| level.level.as_str())
        .collect();
    regimens.len() > 1
}
