//! What was found, in three sentences: support, doses tolerated, and outcome, each by group.

use super::tables::{Column, Lookup, Split, columns};
use super::wording;
use crate::measures::results::{Level, Row, Statistic, Stratum, Unit};
use crate::measures::{deaths, dialysis, exposure, outcome, vasopressor};
use crate::terminology::{organ_system, organ_systems};
use std::cmp::Reverse;

/// A sentence names at most this number of groups.
const MOST_GROUPS: usize = 3;

/// The sentences: of what was collected alone, so that there may be fewer than three.
pub(super) fn findings(results: Lookup<'_>) -> Vec<String> {
    let sentences = [
        sentence(results, Split::ByRegimen, &support),
        sentence(results, Split::ByRegimen, &exposure),
        sentence(results, Split::ByDisease, &outcome),
    ];
    sentences.into_iter().flatten().collect()
}

/// What is said of each group, as one sentence; `None` where nothing is said of any.
fn sentence(
    results: Lookup<'_>,
    split: Split,
    of_group: &dyn Fn(&Column<'_>) -> Option<String>,
) -> Option<String> {
    let all = columns(results, split);
    let (groups, pooled): (Vec<&Column<'_>>, Vec<&Column<'_>>) = all
        .iter()
        .partition(|column| *column.lookup.stratum() != Stratum::Overall);
    let n_patients = |column: &Column<'_>| column.n(Unit::Patient);
    let treated = groups
        .into_iter()
        .filter(|group| n_patients(group) > Some(0));
    let mut groups: Vec<&Column<'_>> = treated.collect();
    let n_groups = groups.len();
    if groups.is_empty() || (n_groups > MOST_GROUPS && !pooled.is_empty()) {
        groups = pooled;
    }
    // The largest groups, in the order of the tables.
    let mut sizes: Vec<Option<i64>> = groups.iter().map(|group| n_patients(group)).collect();
    sizes.sort_unstable_by_key(|&n| Reverse(n));
    let least = sizes.get(MOST_GROUPS - 1).copied().flatten();
    groups.retain(|group| n_patients(group) >= least);
    groups.truncate(MOST_GROUPS);
    let mut said = groups.iter().filter_map(|group| of_group(group));
    let first = said.next()?;
    let rest: Vec<String> = said.map(|text| format!("; {text}")).collect();
    let more = match n_groups.saturating_sub(groups.len()) {
        0 => "",
        _ if *groups[0].lookup.stratum() == Stratum::Overall => "",
        1 => " (1 smaller group: see the tables)",
        _ => " (smaller groups: see the tables)",
    };
    Some(format!("{}{}{more}.", capital(&first), rest.concat()))
}

/// `of 128 patients given HD IL-2, 65 of 114 (57.0%; 95% CI, 47.4–66.3) needed a vasopressor and …`.
fn support(group: &Column<'_>) -> Option<String> {
    let parts = [
        share(group, vasopressor::USE, "needed a vasopressor"),
        share(group, dialysis::USE, "had new dialysis"),
    ];
    of_patients(group, parts)
}

/// `patients given HD IL-2 had a median of 20 doses per course (IQR, 17–22; 183 courses), and …`.
fn exposure(group: &Column<'_>) -> Option<String> {
    let row = |statistic| {
        let measure = exposure::DOSES_GIVEN;
        group.lookup.only(measure, Unit::Course, statistic)
    };
    let median = row(Statistic::Median).filter(|row| row.value.is_some())?;
    let quartiles = row(Statistic::Q1).zip(row(Statistic::Q3));
    let spread = quartiles
        .map(|(q1, q3)| format!("IQR, {}–{}", wording::statistic(q1), wording::statistic(q3)));
    let n = median.denominator.map(|n| {
        let courses = wording::units_of(Unit::Course, n);
        format!("{} {courses}", wording::count(n))
    });
    let details: Vec<String> = spread.into_iter().chain(n).collect();
    let doses = format!(
        "{} had a median of {} doses per course ({})",
        whom(group.lookup.stratum()),
        wording::statistic(median),
        details.join("; ")
    );
    Some(match reason(group) {
        Some(reason) => format!("{doses}, and {reason}"),
        None => doses,
    })
}

/// `cycles that ended early did so most often for cardiovascular toxicity (85 of 289; 29.4%)`.
fn reason(group: &Column<'_>) -> Option<String> {
    let rows = group.lookup.of(exposure::END_REASON, Unit::Cycle);
    let stated = rows.filter(|row| {
        row.statistic == Statistic::Proportion
            && row.item != "not_stated"
            && row.numerator > Some(0)
    });
    let mut stated: Vec<&Row> = stated.collect();
    stated.sort_by_key(|row| Reverse(row.numerator));
    let (most, next) = (stated.first()?, stated.get(1));
    if next.is_some_and(|next| next.numerator == most.numerator) {
        return None;
    }
    let why = match organ_system(&most.item) {
        Some(system) => format!("{} toxicity", organ_systems()[system].label.to_lowercase()),
        None if most.item == "refused" => "refusal".to_owned(),
        None => wording::spaced(&most.item),
    };
    let (n, of) = most.numerator.zip(most.denominator)?;
    Some(format!(
        "cycles that ended early did so most often for {why} ({} of {}; {})",
        wording::count(n),
        wording::count(of),
        wording::percentage(most)?
    ))
}

/// `of 70 patients with melanoma given HD IL-2, 15 (21%; 95% CI, 13–33) had an objective response and …`.
fn outcome(group: &Column<'_>) -> Option<String> {
    let (day, probability) = (Level::number(30.0), Statistic::Probability);
    let died = group
        .lookup
        .row(deaths::DEATH_WITHIN, Unit::Patient, "all", day, probability)
        .and_then(|row| {
            let percentage = wording::percentage(row)?;
            let followed = wording::count(row.denominator?);
            let who = match wording::interval(row) {
                _ if row.numerator == Some(0) => format!("none of {followed} with follow-up"),
                Some(ci) => {
                    format!(
                        "{percentage} of {followed} with follow-up (Kaplan–Meier; 95% CI, {ci})"
                    )
                }
                None => format!("{percentage} of {followed} with follow-up (Kaplan–Meier)"),
            };
            Some(format!("{who} died within 30 days of the last dose"))
        });
    let response = share(
        group,
        outcome::OBJECTIVE_RESPONSE,
        "had an objective response",
    );
    of_patients(group, [response, died])
}

/// The parts that there are, of the patients of a group.
fn of_patients(group: &Column<'_>, parts: [Option<String>; 2]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let n = group.n(Unit::Patient).filter(|_| !parts.is_empty())?;
    let patients = wording::units_of(Unit::Patient, n);
    let whom = whom(group.lookup.stratum());
    let whom = whom.replacen("patients", patients, 1);
    Some(format!(
        "of {} {whom}, {}",
        wording::count(n),
        parts.join(" and ")
    ))
}

/// `65 of 114 (57.0%; 95% CI, 47.4–66.3) needed a vasopressor`; the denominator is left out where it is the whole group.
fn share(group: &Column<'_>, measure: &'static str, what: &str) -> Option<String> {
    let row = group
        .lookup
        .only(measure, Unit::Patient, Statistic::Proportion)?;
    let (n, of) = row.numerator.zip(row.denominator)?;
    let percentage = wording::percentage(row)?;
    let counted = if Some(of) == group.n(Unit::Patient) {
        wording::count(n)
    } else {
        format!("{} of {}", wording::count(n), wording::count(of))
    };
    Some(match wording::interval(row) {
        Some(ci) => format!("{counted} ({percentage}; 95% CI, {ci}) {what}"),
        None => format!("{counted} ({percentage}) {what}"),
    })
}

/// `treated patients`, `patients with melanoma given HD IL-2`, `patients given TIL (sex: female)`.
fn whom(stratum: &Stratum) -> String {
    let (mut with, mut given, mut others) = (String::new(), String::new(), Vec::new());
    for of in stratum.levels() {
        let level = wording::level(&of.column, &of.level);
        match (of.column.as_str(), of.level.as_str()) {
            ("regimen", "hd_il2" | "til_il2") => given = format!(" given {level}"),
            ("regimen", "other") => " given another regimen".clone_into(&mut given),
            ("diagnosis", "melanoma" | "renal_cell_carcinoma" | "uveal melanoma") => {
                with = format!(" with {level}");
            }
            (column, _) => others.push(format!("{}: {level}", wording::column(column))),
        }
    }
    let others = match &others[..] {
        [] => String::new(),
        others => format!(" ({})", others.join(", ")),
    };
    let treated = if given.is_empty() { "treated " } else { "" };
    format!("{treated}patients{with}{given}{others}")
}

/// The text with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.map_or_else(String::new, |first| first + letters.as_str())
}
