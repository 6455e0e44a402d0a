//! Checks over all exports: what of several came out together, and what only several show.

use crate::ingest::quality::State;
use crate::model::TOLERANCE;
use crate::report::about::{About, AboutCheck};

/// The rule that counts how many rows have a value in a column.
pub(super) const VALUE_ABSENT: &str = "value_absent";

/// The rule whose shares are compared between exports: of doses stopped or not reached, those without a row.
const DOSES_WITHOUT_ROW: &str = "doses_without_row";
/// Shares that differ by more are of logs that are kept differently.
const GREATEST_DIFFERENCE: f64 = 0.25;
/// An export with fewer such doses is not compared.
const FEWEST_COMPARED: u64 = 20;

/// An export, and how many failed in it out of how many, where that is known.
pub(super) type OfExport = (String, Option<(u64, u64)>);

/// One check over all exports of which it was asked.
pub(super) struct Merged<'a> {
    /// What all of them say.
    pub(super) check: &'a AboutCheck,
    pub(super) state: State,
    /// How many failed and out of how many, over the exports in which that is known.
    pub(super) share: Option<(u64, u64)>,
    /// The same of the exports in which that is a failure.
    pub(super) failing: Option<(u64, u64)>,
    /// The exports in which it failed, or could not be made.
    pub(super) exports: Vec<OfExport>,
    /// Why it was not applicable in any, or could not be made in some.
    pub(super) why: &'a str,
}

/// The checks, each over all exports: it fails where it fails in one, and passes where it passes in one and fails in none.
pub(super) fn merged(about: &About) -> Vec<Merged<'_>> {
    let mut indices = std::collections::HashMap::new();
    let mut merged: Vec<Merged<'_>> = Vec::new();
    for check in &about.checks {
        let name = (&check.rule, &check.table, &check.column, &check.message);
        let index = *indices.entry(name).or_insert_with(|| {
            merged.push(Merged {
                check,
                state: State::NotApplicable,
                share: None,
                failing: None,
                exports: Vec::new(),
                why: &check.why,
            });
            merged.len() - 1
        });
        let known = &mut merged[index];
        let add = |sum: &mut Option<(u64, u64)>| {
            if let Some((failed, out_of)) = check.share {
                let (before, of) = sum.unwrap_or((0, 0));
                *sum = Some((before + failed, of + out_of));
            }
        };
        add(&mut known.share);
        // Rows without a value are a failure only where there is no other: those of an export with some are none.
        if check.rule != VALUE_ABSENT || check.state == State::Fail {
            add(&mut known.failing);
        }
        if matches!(check.state, State::Error | State::Fail) {
            known.exports.push((check.export.clone(), check.share));
        }
        if rank(check.state) < rank(known.state) {
            known.state = check.state;
            known.why = &check.why;
        }
    }
    for check in &mut merged {
        if check.check.rule == DOSES_WITHOUT_ROW {
            compare(check, about);
        }
    }
    merged
}

/// Compares the shares of a check between exports: it fails, in all that are compared, where two differ by too much.
fn compare(merged: &mut Merged<'_>, about: &About) {
    let of_rule = about.checks.iter().filter(|c| c.rule == merged.check.rule);
    let compared: Vec<(&str, (u64, u64))> = of_rule
        .filter_map(|check| Some((check.export.as_str(), check.share?)))
        .filter(|(_, (_, of))| *of >= FEWEST_COMPARED)
        .collect();
    if compared.len() < 2 {
        return;
    }
    let shares = compared
        .iter()
        .map(|(_, (failed, of))| *failed as f64 / *of as f64);
    let (least, greatest) = shares.fold((1.0_f64, 0.0_f64), |(least, greatest), share| {
        (least.min(share), greatest.max(share))
    });
    merged.state = if greatest - least > GREATEST_DIFFERENCE + TOLERANCE {
        let known = compared.iter();
        merged.exports = known
            .map(|(name, share)| ((*name).to_owned(), Some(*share)))
            .collect();
        State::Fail
    } else {
        State::Pass
    };
}

/// Which state counts where exports differ: the lowest.
fn rank(state: State) -> u8 {
    match state {
        State::Error => 0,
        State::Fail => 1,
        State::Pass => 2,
        State::NotApplicable => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::quality::Category;

    /// What comes of exports with these shares of doses without a row, and the exports that are named for it.
    fn compared(shares: &[(u64, u64)]) -> (State, usize) {
        let checks = shares.iter().zip(1..).map(|(&share, number)| AboutCheck {
            export: format!("export {number}"),
            category: Category::Completeness,
            rule: DOSES_WITHOUT_ROW.to_owned(),
            table: "doses".to_owned(),
            column: "status".to_owned(),
            message: String::new(),
            counted: "dose".to_owned(),
            share: Some(share),
            state: State::NotApplicable,
            why: "one export alone".to_owned(),
        });
        let about = About {
            checks: checks.collect(),
            ..About::default()
        };
        let merged = merged(&about);
        assert_eq!(merged.len(), 1);
        (merged[0].state, merged[0].exports.len())
    }

    #[test]
    fn logs_are_compared_where_two_exports_have_enough_doses_not_given() {
        assert_eq!(compared(&[(70, 80)]), (State::NotApplicable, 0));
        // 50 % and 25 % differ by a quarter, and no more.
        assert_eq!(compared(&[(40, 80), (20, 80)]), (State::Pass, 0));
        assert_eq!(compared(&[(41, 80), (20, 80)]), (State::Fail, 2));
        assert_eq!(compared(&[(1, 80), (70, 80), (5, 80)]), (State::Fail, 3));
        // 19 doses are too few.
        assert_eq!(compared(&[(19, 19), (0, 80)]), (State::NotApplicable, 0));
        assert_eq!(compared(&[(20, 20), (0, 80)]), (State::Fail, 2));
    }

    #[test]
    fn the_rule_that_is_compared_is_a_rule() {
        let rules = crate::ingest::quality::rules();
        assert!(rules.iter().any(|rule| rule.name == DOSES_WITHOUT_ROW));
        assert!(rules.iter().any(|rule| rule.name == VALUE_ABSENT));
    }
}
