//! The items and levels that rows name, and what a reader calls them.

use super::lookup::Lookup;
use crate::measures::results::{Level, Unit};
use crate::report::wording;
use crate::terminology::{organ_system, organ_systems};

/// The items of a measure in everybody, in their order.
pub(super) fn items<'a>(results: Lookup<'a>, measure: &'static str, unit: Unit) -> Vec<&'a str> {
    let mut items: Vec<&str> = Vec::new();
    for row in results.of(measure, unit) {
        if !items.contains(&row.item.as_str()) {
            items.push(&row.item);
        }
    }
    items
}

/// The levels of a measure in everybody and in each stratum, in the order of everybody's.
pub(super) fn levels(results: Lookup<'_>, measure: &'static str, unit: Unit) -> Vec<Level> {
    let strata = results.strata().iter().copied();
    let lookups = strata.map(|stratum| results.of_stratum(stratum));
    let mut levels: Vec<Level> = Vec::new();
    for row in std::iter::once(results)
        .chain(lookups)
        .flat_map(|of| of.of(measure, unit))
    {
        let is_level = row.level != Level::All || row.value.is_none();
        if is_level && !levels.contains(&row.level) {
            levels.push(row.level);
        }
    }
    // A stratum for which nothing was planned has one row, of all levels.
    if levels.len() > 1 {
        levels.retain(|level| *level != Level::All);
    }
    levels
}

/// The label of an organ system, or of a reason without one.
pub(super) fn organ_system_label(item: &str) -> String {
    match organ_system(item) {
        Some(system) => organ_systems()[system].label.clone(),
        None => wording::label("reason", &wording::spaced(item)),
    }
}
