//! By what events were graded and responses assessed, as exported.

use super::lookup::Lookup;
use crate::measures::characteristics;
use crate::measures::results::{Statistic, Unit};
use crate::report::wording;

/// `Graded by CTCAE 5.0.`, or that no version was exported.
pub(in crate::report) fn graded_by(results: Lookup<'_>) -> String {
    format!("Graded {}", by_versions(results))
}

/// `by CTCAE 5.0.`, the end of a sentence on what graded events.
pub(super) fn by_versions(results: Lookup<'_>) -> String {
    match exported(results, characteristics::CTCAE_VERSION, "CTCAE ") {
        Some((versions, 0)) => format!("by {versions}."),
        Some((versions, missing)) => format!(
            "by {versions}, or by CTCAE of a version that was not recorded ({}).",
            patients(missing)
        ),
        None => "by CTCAE; the version was not recorded.".to_owned(),
    }
}

/// `Response criteria: RECIST 1.1.`, or that none were exported.
pub(in crate::report) fn criteria(results: Lookup<'_>) -> String {
    match exported(results, characteristics::RESPONSE_CRITERIA, "") {
        Some((criteria, 0)) => format!("Response criteria: {criteria}."),
        Some((criteria, missing)) => format!(
            "Response criteria: {criteria}; not exported, {}.",
            patients(missing)
        ),
        None => "Response criteria were not exported.".to_owned(),
    }
}

/// What was exported, with the patients of each where there are several, and the treated patients of whom nothing was: at
/// sites that export it, and at others.
fn exported(results: Lookup<'_>, measure: &'static str, before: &str) -> Option<(String, i64)> {
    let mut named: Vec<(&str, i64)> = Vec::new();
    for row in results.of(measure, Unit::Patient) {
        match (row.statistic, row.numerator) {
            (Statistic::Proportion, Some(n)) if n > 0 && row.item != "missing" => {
                named.push((&row.item, n));
            }
            _ => {}
        }
    }
    let known: i64 = named.iter().map(|(_, n)| n).sum();
    let treated = results.treated(Unit::Patient);
    let missing = treated.expect("treated patients are counted") - known;
    let is_alone = named.len() == 1 && missing == 0;
    let texts: Vec<String> = named
        .iter()
        .map(|(name, n)| {
            if is_alone {
                format!("{before}{name}")
            } else {
                format!("{before}{name} ({})", patients(*n))
            }
        })
        .collect();
    (!texts.is_empty()).then(|| (wording::list(&texts), missing))
}

fn patients(n: i64) -> String {
    format!(
        "{} patient{}",
        wording::count(n),
        if n == 1 { "" } else { "s" }
    )
}
