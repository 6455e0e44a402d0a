//! What all charts say together: how many signal, how many would by chance, and what no chart watches.

use super::names::{full_title, key_of};
use super::numbers::Numbers;
use super::one_page::periods;
use super::signals::{Signal, signal, unwatched};
use crate::measures::results::{Level, ReviewPart, Row, Status, Stratum};
use crate::measures::safety::definitions::{EXPECTED_SIGNALS, SIGNAL};
use crate::report::wording;

/// What the charts say together, in sentences.
pub(super) fn headline(numbers: Numbers<'_>) -> Vec<String> {
    let with_rules: Vec<&Row> = numbers
        .rows
        .iter()
        .filter(|row| row.measure == SIGNAL && row.level == Level::Any)
        .collect();
    let mut sentences = Vec::new();
    if with_rules.is_empty() {
        sentences.push("No chart can signal yet.".to_owned());
    } else {
        sentences.extend(signals(numbers, &with_rules));
    }
    sentences.extend(not_watched(numbers));
    if !with_rules.is_empty() {
        sentences.extend(by_chance(numbers));
    }
    sentences
}

/// Signals in the latest period, and before.
fn signals(numbers: Numbers<'_>, with_rules: &[&Row]) -> Vec<String> {
    let said: Vec<(&str, Signal)> = with_rules
        .iter()
        .map(|row| (row.item.as_str(), signal(numbers, &row.item)))
        .collect();
    let now: Vec<String> = said
        .iter()
        .filter(|(_, signal)| signal.is_raised)
        .map(|(key, signal)| format!("{} {}", signal.shape, full_title(key)))
        .collect();
    let is_now = |key: &str| said.iter().any(|(now, s)| *now == key && s.is_raised);
    let earlier: Vec<String> = with_rules
        .iter()
        .filter(|row| row.value.is_some_and(|n| n > 0.0) && !is_now(&row.item))
        .map(|row| full_title(&row.item))
        .collect();
    let latest = numbers.periods(ReviewPart::Latest);
    let latest = periods(latest.expect("where a chart can signal there is a latest period"));
    let mut sentences = vec![if now.is_empty() {
        format!("No signal in {latest}, of {}.", charts(with_rules.len()))
    } else {
        format!(
            "Signals in {latest}, in {} of {}: {}.",
            now.len(),
            charts(with_rules.len()),
            now.join("; ")
        )
    }];
    if !earlier.is_empty() {
        sentences.push(format!(
            "{} signaled earlier after the baseline: {}. In all, {} of {} signaled since the baseline.",
            charts(earlier.len()),
            earlier.join("; "),
            now.len() + earlier.len(),
            with_rules.len()
        ));
    }
    sentences
}

/// How many indicators no chart watches, and why.
fn not_watched(numbers: Numbers<'_>) -> Option<String> {
    let is_counted =
        |row: &&Row| row.stratum == Stratum::Overall && row.status != Status::NotCollected;
    let mut all = 0;
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for key in numbers.rows.iter().filter(is_counted).filter_map(key_of) {
        all += 1;
        let Some(unwatched) = unwatched(numbers, &key) else {
            continue;
        };
        match reasons.iter_mut().find(|(why, _)| *why == unwatched.why) {
            Some((_, n)) => *n += 1,
            None => reasons.push((unwatched.why, 1)),
        }
    }
    let n: usize = reasons.iter().map(|(_, n)| n).sum();
    let why: Vec<String> = reasons
        .iter()
        .map(|(why, n)| format!("{n} {why}"))
        .collect();
    (n > 0).then(|| {
        format!(
            "No chart watches {n} of {all} indicators, organ systems counted one by one: {}.",
            why.join("; ")
        )
    })
}

/// How many signals are expected where nothing has changed.
fn by_chance(numbers: Numbers<'_>) -> Vec<String> {
    let row = |level: Level| {
        let is_it = |row: &&Row| row.measure == EXPECTED_SIGNALS && row.level == level;
        numbers.rows.iter().find(is_it)?.value
    };
    let mut said = Vec::new();
    if let Some(expected) = row(Level::All) {
        let any = row(Level::AtLeastOne).map_or_else(String::new, |probability| {
            format!(
                "; at least one has a probability of {} %",
                wording::percent(probability)
            )
        });
        said.push(format!(
            "About {} signals would be expected by chance since the baseline{any}.",
            wording::rounded(expected, 1)
        ));
    }
    said.push(
        "Courses are taken as independent and the baseline’s rates as known: a signal is a reason to look, not a finding. Charts are not risk-adjusted."
            .to_owned(),
    );
    said
}

fn charts(n: usize) -> String {
    format!("{n} chart{}", if n == 1 { "" } else { "s" })
}
