//! Exports into a store: what `ingest`, `check` and `report` share.

use super::arguments::{Decimal, Reading};
use super::clock;
use super::failure::Failure;
use super::mapped;
use super::pace::Pace;
use super::speech::{Progress, Voice};
use super::{unlisted, unnamed_columns};
use crate::disk::Readers;
use crate::ingest::quality::{AFTER_THE_WINDOW, BEFORE_HOUR_0, Check, KNOWN_TO_THE_DAY, State};
use crate::ingest::{
    DecimalMark, Export, FileLedger, Options, QuarantineLimits, Reason, UnreadFile, UnreadSheet,
    screen_text,
};
use crate::load;
use crate::notation::{shown, thousands};
use crate::store::{Draft, Replacement, Snapshot};
use std::collections::BTreeMap;
use std::path::Path;

/// What is true of every export, as typed and as ingest takes it.
///
/// # Errors
///
/// Where the site has the form of an identifier, or one limit of quarantined rows is given twice.
pub(super) fn options(reading: &Reading) -> Result<Options, Failure> {
    if let Some(site) = &reading.site {
        screen_text("--site", site)?;
    }
    Ok(Options {
        site: reading.site.clone(),
        max_quarantine: quarantine_limits(reading)?,
        latest_year: clock::year(),
        decimal: match reading.decimal {
            Decimal::Point => DecimalMark::Point,
            Decimal::Comma => DecimalMark::Comma,
        },
    })
}

/// The share of a file's rows that may be quarantined where nothing else is said.
const SHARE: f64 = 0.05;

/// The limits of quarantined rows, as typed.
///
/// # Errors
///
/// Where one of them is given twice.
pub(super) fn quarantine_limits(reading: &Reading) -> Result<QuarantineLimits, Failure> {
    let mut share = None;
    let mut of_class = BTreeMap::new();
    for typed in &reading.max_quarantine {
        let (is_twice, what) = match typed.class {
            None => (
                share.replace(typed.share).is_some(),
                "of all rows".to_owned(),
            ),
            Some(class) => (
                of_class.insert(class, typed.share).is_some(),
                format!("of the class {}", class.name()),
            ),
        };
        if is_twice {
            return Err(Failure::Option {
                option: "--max-quarantine",
                message: format!("a share {what} is given twice"),
            });
        }
    }
    Ok(QuarantineLimits {
        share: share.unwrap_or(SHARE),
        of_class,
    })
}

/// How exports are kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept<'a> {
    /// The store's folder.
    pub(super) folder: &'a Path,
    pub(super) readers: Readers,
    /// Whether a site that is replaced may lose courses, doses or tables.
    pub(super) may_lose: bool,
}

/// Writes exports and their facts into a store, wholly or not at all: their rows are taken. Gives the sites that were
/// replaced, too.
///
/// # Errors
///
/// Where the disk fails, and where a site that is replaced loses something and may not.
pub(super) fn store(
    exports: &mut [Export],
    kept: Kept<'_>,
    progress: &Progress,
) -> Result<(Snapshot, Vec<Replacement>), Failure> {
    let mut draft = Draft::begin_for(kept.folder, kept.readers)?;
    let sites = exports.iter().flat_map(|export| &export.sites);
    progress.counting(Pace {
        what: "writing Parquet and facts",
        units: "courses",
        total: sites.map(|site| site.courses).sum(),
        scale: 1,
    });
    load::store_counting(&mut draft, exports, &|courses| progress.advance(courses))?;
    let replaced = draft.replacements();
    let losing: Vec<Replacement> = replaced.iter().filter(|it| it.loses()).cloned().collect();
    if !losing.is_empty() && !kept.may_lose {
        return Err(Failure::Loss { sites: losing });
    }
    Ok((draft.commit()?, replaced))
}

/// Prints the rows of every file, read = stored + quarantined, and warns of what is odd; `list_of_names` says where names
/// that the terminology does not have are listed.
pub(super) fn print(exports: &[Export], list_of_names: &str, voice: Voice) {
    let raw = || {
        let mapped = exports.iter().filter_map(|export| export.mapped.as_ref());
        mapped.flat_map(|mapped| &mapped.raw)
    };
    let tables = || {
        let of = |export: &Export| export.mapped.is_some();
        let files = exports.iter();
        files.flat_map(move |export| export.ledgers.iter().map(move |file| (of(export), file)))
    };
    let width = tables()
        .map(|(_, file)| file.file.len())
        .chain(raw().map(|file| file.file.len()))
        .max()
        // Without a name there is no line either.
        .unwrap_or_default();
    for file in raw() {
        let unnamed = file.unnamed_rows.map_or_else(String::new, |rows| {
            format!(
                "; {} of them in no row that the mapping gave",
                thousands(rows)
            )
        });
        voice.say(&format!(
            "{:<width$}  {:>11} read = {:>11} in SQL + {:>7} quarantined{unnamed}",
            file.file,
            thousands(file.rows),
            thousands(file.rows_in_sql()),
            thousands(file.quarantined.len() as u64),
        ));
        say_reasons(&file.reasons(), &file.file, voice);
    }
    for (is_mapped, file) in tables() {
        voice.say(&format!(
            "{:<width$}  {:>11} {} = {:>11} stored + {:>7} quarantined",
            file.file,
            thousands(file.read),
            if is_mapped { "given" } else { "read" },
            thousands(file.stored),
            thousands(file.quarantined.len() as u64),
        ));
        say_reasons(&file.reasons(), &file.file, voice);
    }
    for export in exports {
        warn_of_unread(export, voice);
        mapped::warn(export, voice);
        unnamed_columns::warn(export, voice);
        unlisted::warn(export, list_of_names, voice);
        for warning in &export.warnings {
            voice.warn(&format!(
                "{}: {}: {} ({} of {} {}s)",
                shown(&export.name),
                warning.table,
                warning.message,
                thousands(warning.rows),
                thousands(warning.out_of),
                warning.counted,
            ));
        }
        print_times(export, voice);
        print_checks(export, voice);
    }
}

/// Prints why rows of a file were quarantined.
fn say_reasons(reasons: &[Reason], file: &str, voice: Voice) {
    for reason in reasons {
        let column = if reason.column.is_empty() {
            String::new()
        } else {
            format!("{}: ", reason.column)
        };
        voice.say(&format!(
            "{:>8}  {:<10} {column}{}, first at {}",
            thousands(reason.rows),
            reason.class.name(),
            reason.message,
            reason.first_place(file),
        ));
    }
}

/// Prints how many date-times of each column have no time of day, and how many rows of each table lie outside of the time
/// that most measures count.
fn print_times(export: &Export, voice: Voice) {
    let found = |rule: &'static str| {
        let of_rule = export.checks.iter().filter(move |check| check.rule == rule);
        of_rule.filter_map(|check| Some((check, check.share?)))
    };
    for (check, share) in found(KNOWN_TO_THE_DAY).filter(|(_, share)| share.failed > 0) {
        let column = check.date_time_column();
        voice.say(&format!(
            "{}: {}.{}: {} of {} values have no time of day: known to the day",
            shown(&export.name),
            check.table,
            column.unwrap_or(check.column),
            thousands(share.failed),
            thousands(share.out_of),
        ));
    }
    for (before, share) in found(BEFORE_HOUR_0) {
        let mut after = found(AFTER_THE_WINDOW).filter(|(after, _)| after.table == before.table);
        let after = after.next().map_or(0, |(_, share)| share.failed);
        voice.say(&format!(
            "{}: {}: of {} rows with an hour, {} before hour 0 and {} after h + 720",
            shown(&export.name),
            before.table,
            thousands(share.out_of),
            thousands(share.failed),
            thousands(after),
        ));
    }
}

/// Prints how many checks of an export passed, failed, were not applicable, or could not be made.
fn print_checks(export: &Export, voice: Voice) {
    // What is only counted is no check, and was printed.
    let is_tally =
        |check: &&Check| [KNOWN_TO_THE_DAY, BEFORE_HOUR_0, AFTER_THE_WINDOW].contains(&check.rule);
    let of_state = |state| {
        let checks = export
            .checks
            .iter()
            .filter(move |check| check.state == state);
        checks.filter(move |check| !is_tally(check))
    };
    for check in of_state(State::Error) {
        voice.warn(&format!(
            "{}: {}: the rule `{}` could not be checked: {}",
            shown(&export.name),
            check.table,
            check.rule,
            check.why,
        ));
    }
    voice.say(&format!(
        "{}: checks of quality: {} passed, {} failed, {} not applicable, {} in error",
        shown(&export.name),
        of_state(State::Pass).count(),
        of_state(State::Fail).count(),
        of_state(State::NotApplicable).count(),
        of_state(State::Error).count(),
    ));
}

/// Prints the rows of every export; the report has the rest.
pub(super) fn print_totals(exports: &[Export], voice: Voice) {
    let width = exports
        .iter()
        .map(|export| shown(&export.name).len())
        .max()
        // Without a name there is no line either.
        .unwrap_or_default();
    for export in exports {
        let sum =
            |rows: &dyn Fn(&FileLedger) -> u64| thousands(export.ledgers.iter().map(rows).sum());
        voice.say(&format!(
            "{:<width$}  {:>11} rows {} = {:>11} stored + {:>7} quarantined",
            shown(&export.name),
            sum(&|file| file.read),
            if export.mapped.is_some() {
                "given"
            } else {
                "read"
            },
            sum(&|file| file.stored),
            sum(&|file| file.quarantined.len() as u64),
        ));
    }
    for export in exports {
        warn_of_unread(export, voice);
        mapped::warn(export, voice);
    }
    let n_unlisted: usize = exports.iter().map(|export| export.unlisted.len()).sum();
    let n_warnings: usize = exports.iter().map(|export| export.warnings.len()).sum();
    let findings = [
        (n_unlisted, "names that are not in the terminology"),
        (n_warnings, "kinds of rows that are odd"),
    ];
    let findings: Vec<String> = findings
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{what}: {n}"))
        .collect();
    if !findings.is_empty() {
        voice.warn(&format!(
            "{}; `il2 check` and the report's section on data quality list them",
            findings.join(", "),
        ));
    }
}

/// Warns of files of an export that are no table: one with a misspelt name looks like a table that was not collected.
fn warn_of_unread(export: &Export, voice: Voice) {
    // A sheet may be named for a patient: it is called by its number.
    let name = |unread: &UnreadFile| {
        let number = |sheet: &UnreadSheet| format!(": sheet {}", sheet.number);
        let sheet = unread.sheet.as_ref().map(number);
        let near = unread.near.map(|table| format!(" (is it `{table}`?)"));
        [Some(unread.file.clone()), sheet, near]
            .into_iter()
            .flatten()
            .collect::<String>()
    };
    let names: Vec<String> = export.unread_files.iter().map(name).collect();
    if !names.is_empty() {
        voice.warn(&format!(
            "{}: not named for a table of the data model, and not read: {}",
            shown(&export.name),
            names.join(", "),
        ));
    }
}
