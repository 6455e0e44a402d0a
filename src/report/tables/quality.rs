//! Checks of the exports' quality: what failed, what was not possible, what passed, how complete columns are.

use super::cell::{Cell, Quantity};
use super::merged_checks::{Merged, OfExport, VALUE_ABSENT, merged};
use super::table::{Shown, Table};
use crate::ingest::quality::{AFTER_THE_WINDOW, BEFORE_HOUR_0, Category, KNOWN_TO_THE_DAY, State};
use crate::model::{Presence, TABLES};
use crate::notation::thousands;
use crate::report::about::{About, AboutCheck};
use crate::report::wording::{self, percent, spaced};
use std::collections::HashMap;

const fn title(category: Category) -> &'static str {
    match category {
        Category::Conformance => "Conformance: do the files follow the data model?",
        Category::Completeness => "Completeness: are values present?",
        Category::Plausibility => "Plausibility: are the values possible?",
    }
}

/// One row per category, and the sum: how many checks came to what.
pub(super) fn summary(about: &About) -> Shown {
    let mut checks = merged(about);
    checks.retain(|merged| !is_of_hours(merged.check));
    if checks.is_empty() {
        return Shown::Nothing;
    }
    let states = [
        (State::Fail, "Failed"),
        (State::Error, "Not possible"),
        (State::NotApplicable, "Not applicable"),
        (State::Pass, "Passed"),
    ];
    let mut table = Table::new(&[
        "",
        "Checks",
        "Failed",
        "Not possible",
        "Not applicable",
        "Passed",
    ]);
    let mut add = |label: &str, is_in: &dyn Fn(&Merged<'_>) -> bool| {
        let count = |is_counted: &dyn Fn(&Merged<'_>) -> bool| {
            let counted = checks
                .iter()
                .filter(|check| is_in(check) && is_counted(check));
            Cell::counted(counted.count() as u64)
        };
        let mut cells = vec![label.into(), count(&|_| true)];
        cells.extend(states.map(|(state, _)| count(&|check| check.state == state)));
        table.row(cells);
    };
    for category in Category::ALL {
        add(title(category), &|check| check.check.category == category);
    }
    add("All", &|_| true);
    table.note("A check is one rule for one table or column. It fails where any export fails it. Rows that fail a plausibility check may be true and are kept.");
    table.shown()
}

/// Where a check looks: `doses: iu per kg`.
fn column(check: &AboutCheck) -> String {
    let (table, column) = (spaced(&check.table), wording::column(&check.column));
    if column.is_empty() {
        table
    } else {
        format!("{table}: {column}")
    }
}

/// What failed one rule, in all tables and exports.
struct Failure<'a> {
    check: &'a AboutCheck,
    state: State,
    why: &'a str,
    share: Option<(u64, u64)>,
    columns: Vec<String>,
    exports: Vec<OfExport>,
}

impl Failure<'_> {
    /// `12/340`, `rows` and `3.5`.
    fn cells(&self) -> [Cell; 3] {
        let units = format!("{}s", self.check.counted).into();
        match self.share {
            _ if self.state == State::Error => [
                format!("not possible: {}", self.why).into(),
                units,
                Cell::default(),
            ],
            None => [Cell::default(), units, Cell::default()],
            Some((failed, 0)) => [Cell::counted(failed), units, Cell::default()],
            Some((failed, of)) => {
                let share = percent(failed as f64 / of as f64);
                let share = Cell::from(share.clone()).with([(Quantity::Percent, share)]);
                [Cell::out_of(failed, of), units, share]
            }
        }
    }
}

/// The rules that failed or were not possible, each over the tables in which they did.
fn failures_of<'a>(checks: &'a [Merged<'a>]) -> Vec<Failure<'a>> {
    let mut failures: Vec<Failure<'a>> = Vec::new();
    for merged in checks {
        if !matches!(merged.state, State::Error | State::Fail) {
            continue;
        }
        let (check, column) = (merged.check, column(merged.check));
        let is_same = |known: &&mut Failure<'_>| {
            (known.state, &known.check.rule, &known.check.message)
                == (merged.state, &check.rule, &check.message)
        };
        let Some(known) = failures.iter_mut().find(is_same) else {
            failures.push(Failure {
                check,
                state: merged.state,
                why: merged.why,
                share: merged.failing,
                columns: vec![column],
                exports: merged.exports.clone(),
            });
            continue;
        };
        known.share = known
            .share
            .zip(merged.failing)
            .map(|((failed, of), (more, of_more))| (failed + more, of + of_more));
        known.columns.push(column);
        let names = known.exports.iter().map(|(name, _)| name.clone());
        let mut indices: HashMap<String, usize> = names.zip(0..).collect();
        for (export, share) in &merged.exports {
            if let Some(&index) = indices.get(export) {
                let sum = &mut known.exports[index].1;
                *sum = sum
                    .zip(*share)
                    .map(|((failed, of), (more, of_more))| (failed + more, of + of_more));
            } else {
                indices.insert(export.clone(), known.exports.len());
                known.exports.push((export.clone(), *share));
            }
        }
    }
    failures
}

/// What would be wrong, as a sentence begins.
fn question(check: &AboutCheck) -> String {
    if check.rule == VALUE_ABSENT {
        return "No row has a value".to_owned();
    }
    let mut letters = check.message.chars();
    let is_column = check
        .message
        .split(' ')
        .next()
        .is_some_and(|word| word.contains('_'));
    match letters.next() {
        Some(first) if !is_column => first.to_uppercase().chain(letters).collect(),
        _ => check.message.clone(),
    }
}

/// One row per rule that failed or was not possible, by category; what the tables below do not show comes first.
pub(super) fn failures(about: &About) -> Shown {
    let checks = merged(about);
    let failures = failures_of(&checks);
    let has_many = about
        .checks
        .windows(2)
        .any(|pair| pair[0].export != pair[1].export);
    let mut headings = vec!["What failed", "Where", "How many", "Out of", "%"];
    if has_many {
        headings.push("Exports");
    }
    let mut table = Table::of_words(&headings);
    for category in Category::ALL.into_iter().rev() {
        for state in [State::Error, State::Fail] {
            let is_it = |f: &&Failure<'_>| f.state == state && f.check.category == category;
            for failure in failures.iter().filter(is_it) {
                let mut cells = vec![
                    question(failure.check).into(),
                    failure.columns.join(", ").into(),
                ];
                cells.extend(failure.cells());
                if has_many {
                    let exports: Vec<String> = failure.exports.iter().map(of_export).collect();
                    cells.push(exports.join(", ").into());
                }
                table.row_of(title(category), cells);
            }
        }
    }
    table.note("How many: in all exports that have these tables; beside the name of an export, in that export. How sites log the end of a cycle is compared between exports: the check fails where two shares differ by more than 25 percentage points, each of at least 20 doses.");
    table.shown()
}

/// An export with its own share: `birch 12/40`.
fn of_export((name, share): &OfExport) -> String {
    match share {
        Some((failed, of)) if *of > 0 => {
            format!("{name} {}/{}", thousands(*failed), thousands(*of))
        }
        _ => name.clone(),
    }
}

/// Checks of this state: one row each.
fn of_state(about: &About, state: State, last: &str, cell: impl Fn(&Merged<'_>) -> Cell) -> Shown {
    let checks = merged(about);
    let mut table = Table::of_words(&["Check", "Where", last]);
    for category in Category::ALL.into_iter().rev() {
        let is_it = |c: &&Merged<'_>| {
            // The tables of completeness and of hours have these.
            let has_own_table = c.check.rule == VALUE_ABSENT || is_of_hours(c.check);
            c.state == state && c.check.category == category && !has_own_table
        };
        for merged in checks.iter().filter(is_it) {
            let cells = vec![
                question(merged.check).into(),
                column(merged.check).into(),
                cell(merged),
            ];
            table.row_of(title(category), cells);
        }
    }
    let with_state = checks.iter().filter(|check| check.state == state);
    let (rows, all) = (table.rows.len(), with_state.count());
    if rows > 0 && rows < all {
        table.note(format!(
            "{rows} of the {all} checks with this result; the table of completeness has the other {}, one for each column that may lack values.",
            all - rows
        ));
    }
    table.shown()
}

/// One row per check that is not applicable to any export, with the reason.
pub(super) fn not_applicable(about: &About) -> Shown {
    of_state(
        about,
        State::NotApplicable,
        "Why not applicable",
        |merged| merged.why.into(),
    )
}

/// One row per check that passed, with what was looked at.
pub(super) fn passed(about: &About) -> Shown {
    of_state(about, State::Pass, "None failed of", |merged| {
        let of = merged.share.map_or(0, |(_, of)| of);
        let unit = &merged.check.counted;
        format!("{} {unit}{}", thousands(of), if of == 1 { "" } else { "s" }).into()
    })
}

/// Whether the table of hours shows a check, which counts and finds no fault.
fn is_of_hours(check: &AboutCheck) -> bool {
    [KNOWN_TO_THE_DAY, BEFORE_HOUR_0, AFTER_THE_WINDOW].contains(&check.rule.as_str())
}

/// One row per table with hours: how many of its rows lie before hour 0, and how many after the last dose and 30 days. A
/// note says which columns have dates without a time.
pub(super) fn hours(about: &About) -> Shown {
    let checks = merged(about);
    let find = |rule: &str, of: &str| {
        let mut all = checks.iter();
        let check = all.find(|merged| merged.check.rule == rule && merged.check.table == of);
        check.and_then(|merged| merged.share)
    };
    let mut table = Table::new(&[
        "Table",
        "Rows with an hour",
        "Before hour 0",
        "After h + 720",
    ]);
    for of in TABLES {
        let (before, after) = (
            find(BEFORE_HOUR_0, of.name),
            find(AFTER_THE_WINDOW, of.name),
        );
        if let (Some((before, rows)), Some((after, _))) = (before, after) {
            let cells = [rows, before, after].map(Cell::counted);
            let mut row = vec![Cell::from(sentence(&spaced(of.name)))];
            row.extend(cells);
            table.row(row);
        }
    }
    let days = checks.iter().filter_map(|merged| {
        let (dates, of) = merged.share?;
        let is_any = merged.check.rule == KNOWN_TO_THE_DAY && dates > 0;
        is_any.then(|| {
            let (dates, of) = (thousands(dates), thousands(of));
            format!("{} {dates}/{of}", column(merged.check))
        })
    });
    let days: Vec<String> = days.collect();
    table.note("A row lies at its hour, or at the hour at which it began. Hour 0 is the first given dose, h the hour of the last one: after h + 720 is more than 30 days after the last given dose. Not by group: rows are counted as stored, of all courses.");
    if !days.is_empty() {
        table.note(format!("Dates without a time of day: {}. What began on such a day counts from 00:00, or from hour 0 of that day; what ended on it ended with it.", days.join(", ")));
    }
    table.shown()
}

/// One row per column that may lack a value, of tables that any export collected: how many rows have one.
pub(super) fn completeness(about: &About) -> Shown {
    let checks = merged(about);
    let mut exports: Vec<&str> = about.checks.iter().map(|c| c.export.as_str()).collect();
    exports.dedup();
    let mut headings = vec!["Column", "Rows with a value", "Share"];
    if exports.len() > 1 {
        headings.push("Exports that collected it");
    }
    let mut table = Table::new(&headings);
    let is_asked = |check: &AboutCheck, of: &str| check.rule == VALUE_ABSENT && check.table == of;
    for of in TABLES {
        let of_table: Vec<&Merged<'_>> = checks
            .iter()
            .filter(|merged| is_asked(merged.check, of.name))
            .collect();
        if of_table.iter().all(|merged| merged.share.is_none()) {
            continue;
        }
        for merged in of_table {
            let name = merged.check.column.as_str();
            if of
                .column(name)
                .is_none_or(|column| !is_optional(column.presence))
            {
                continue;
            }
            let (rows, share) = match merged.share {
                None => (wording::NOT_COLLECTED.into(), Cell::default()),
                Some((_, 0)) => ("no rows".into(), Cell::default()),
                Some((absent, rows)) => (
                    Cell::out_of(rows - absent, rows),
                    format!("{}%", percent((rows - absent) as f64 / rows as f64)).into(),
                ),
            };
            let mut cells = vec![wording::column(name).into(), rows, share];
            if exports.len() > 1 {
                let collected = about.checks.iter().filter(|check| {
                    is_asked(check, of.name) && check.column == name && check.share.is_some()
                });
                cells.push(Cell::out_of(collected.count() as u64, exports.len() as u64));
            }
            table.row_of(&sentence(&spaced(of.name)), cells);
        }
    }
    table.note("Stored rows of exports that collected the column. Required columns always have a value: rows without one were quarantined. See the data dictionary (`il2 schema`) for how missing values are handled.");
    table.shown()
}

fn is_optional(presence: Presence) -> bool {
    matches!(presence, Presence::Optional | Presence::Default(_))
}

/// A text as a sentence begins.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
