//! The certificate of a report: what was verified, for people and for programs, kept beside it.

use super::clock;
use super::failure::{Failure, problems};
use super::report_files::{CERTIFICATE_JSON, CERTIFICATE_TEXT};
use crate::disk::{Readers, replace_all};
use crate::notation::thousands;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;

/// What was verified.
#[derive(Debug, Default, Serialize)]
pub(super) struct Certificate {
    pub(super) program: &'static str,
    pub(super) version: &'static str,
    pub(super) verified_at: String,
    /// Whether nothing differs.
    pub(super) is_proved: bool,
    pub(super) report: OfReport,
    pub(super) store: OfStore,
    pub(super) made_again: MadeAgain,
    pub(super) counted_again: Total,
    pub(super) not_counted_by_a_query: Rest,
    pub(super) measures: Vec<OfMeasures>,
    /// What nothing proves.
    pub(super) on_trust: Vec<OnTrust>,
    /// Everything that is not as it should be.
    pub(super) faults: Vec<String>,
}

/// The report that was verified.
#[derive(Debug, Default, Serialize)]
pub(super) struct OfReport {
    /// The version of the program that made it.
    pub(super) version: String,
    pub(super) finished_at: String,
    #[serde(rename = "where")]
    pub(super) selection: Option<String>,
    pub(super) by: Vec<String>,
    /// Files that `run.json` lists.
    pub(super) files: u64,
    /// Rows of `results.csv`.
    pub(super) rows: u64,
}

impl OfReport {
    /// The version that made it, where that is not this one.
    pub(super) fn other_version(&self) -> Option<&str> {
        let version = self.version.as_str();
        (!version.is_empty() && version != env!("CARGO_PKG_VERSION")).then_some(version)
    }
}

/// The store that it was verified against.
#[derive(Debug, Default, Serialize)]
pub(super) struct OfStore {
    pub(super) snapshot: u64,
    pub(super) manifest_sha256: String,
    pub(super) files: u64,
    pub(super) rows: u64,
}

/// The report's files, made again from its store and the options of `run.json`.
#[derive(Debug, Default, Serialize)]
pub(super) struct MadeAgain {
    /// Whether all were made: another version makes other files, and another store gives others.
    pub(super) is_made: bool,
    pub(super) files: u64,
    /// Files that lie in the report byte for byte.
    pub(super) equal: u64,
}

/// Something of a report that is taken on trust.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct OnTrust {
    /// The entry of `run.json`, or `store`.
    pub(super) what: &'static str,
    pub(super) why: &'static str,
}

/// What all queries together counted again.
#[derive(Debug, Default, Serialize)]
pub(super) struct Total {
    pub(super) queries: u64,
    pub(super) measures: u64,
    pub(super) measures_without_query: u64,
    pub(super) rows: u64,
    /// Values, numerators and denominators, empty ones too.
    pub(super) cells: u64,
    pub(super) equal: u64,
    pub(super) differing: u64,
    /// Rows that say that nobody collected a measure, for which the query gives none.
    pub(super) not_collected: u64,
}

/// What no query counts: the program computed it anew, and compared.
#[derive(Debug, Default, Serialize)]
pub(super) struct Rest {
    /// Bounds of intervals.
    pub(super) bounds: u64,
    /// Rows that compare two strata.
    pub(super) comparisons: u64,
    /// Rows of the safety review.
    pub(super) reviews: u64,
    /// Whether the program, computing every row anew from the facts, came to the same.
    pub(super) is_recomputed: bool,
}

/// What one query counted again.
#[derive(Debug, Serialize)]
pub(super) struct OfMeasures {
    pub(super) query: String,
    pub(super) measures: Vec<String>,
    pub(super) rows: u64,
    pub(super) cells: u64,
    pub(super) differing: u64,
    pub(super) not_collected: u64,
}

impl Certificate {
    pub(super) fn new() -> Self {
        Self {
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            verified_at: clock::timestamp(),
            ..Self::default()
        }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, number: u64, what: &str| {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{name:<14}{:>11}  {what}", thousands(number));
        };
        line(
            "files",
            self.report.files,
            "that run.json lists, looked at by their SHA-256",
        );
        line(
            "store",
            self.store.files,
            &format!(
                "files of snapshot {} with {} rows",
                self.store.snapshot,
                thousands(self.store.rows)
            ),
        );
        if self.made_again.is_made {
            line(
                "made again",
                self.made_again.files,
                &format!(
                    "files from the store and the options of run.json; the same, byte for byte: {}",
                    thousands(self.made_again.equal)
                ),
            );
        }
        line("results", self.report.rows, "rows of results.csv");
        let total = &self.counted_again;
        // A safety review alone has no measure that a query counts.
        let is_counted = total.queries > 0 || total.measures_without_query > 0;
        if is_counted {
            self.counted_lines(&mut line);
        }
        let rest = &self.not_counted_by_a_query;
        let recomputed = if rest.is_recomputed {
            "computed anew by this program, with the same outcome"
        } else {
            "computed anew by this program, with another outcome"
        };
        line(
            "not counted",
            rest.bounds,
            &format!(
                "bounds of intervals{}{}, which no query gives: {recomputed}",
                rows_of(rest.comparisons, "comparisons"),
                rows_of(rest.reviews, "a safety review")
            ),
        );
        if !self.on_trust.is_empty() {
            let on_trust = self.on_trust.iter();
            let on_trust: Vec<String> = on_trust
                .map(|it| format!("{} ({})", it.why, it.what))
                .collect();
            let _ = writeln!(text, "Taken on trust: {}", on_trust.join("; "));
        }
        let _ = writeln!(text, "{}", self.outcome());
        text
    }

    /// What came out, in one line.
    fn outcome(&self) -> String {
        if !self.is_proved {
            return format!("VERIFICATION FAILED: {}", problems(self.faults.len()));
        }
        let numbers = if self.counted_again.queries == 0 {
            "every number of the report is what this program computes from its store"
        } else {
            "every counted number of the report is what its query gives"
        };
        let files = if self.made_again.is_made {
            "and every file what this program makes from its store"
        } else {
            "and its files are those that run.json lists: they were not made again"
        };
        format!("verified: {numbers}, {files}")
    }

    /// What the queries counted again.
    fn counted_lines(&self, line: &mut impl FnMut(&str, u64, &str)) {
        let total = &self.counted_again;
        line(
            "measures",
            total.measures,
            &format!(
                "counted again from the stored tables by {} queries; without a query: {}",
                total.queries, total.measures_without_query
            ),
        );
        line(
            "cells",
            total.cells,
            &format!(
                "values, numerators and denominators compared in {} rows",
                thousands(total.rows)
            ),
        );
        line("equal", total.equal, "cells");
        line("differing", total.differing, "cells or rows");
        line(
            "not collected",
            total.not_collected,
            "rows, for which the queries give none",
        );
    }

    /// Keeps it in the report's folder.
    pub(super) fn keep(&self, report: &Path) -> Result<(), Failure> {
        let mut json = serde_json::to_vec_pretty(self).expect("a certificate has texts for keys");
        json.push(b'\n');
        let mut text = format!(
            "{} {} verified this report at {}\n\n{}",
            self.program,
            self.version,
            self.verified_at,
            self.text()
        );
        for fault in &self.faults {
            let _ = writeln!(text, "- {fault}");
        }
        let (of_programs, of_people) =
            (report.join(CERTIFICATE_JSON), report.join(CERTIFICATE_TEXT));
        let files = [
            (of_programs.as_path(), json.as_slice()),
            (of_people.as_path(), text.as_bytes()),
        ];
        Ok(replace_all(&files, Readers::Umask)?)
    }
}

/// Rows of some kind, where there are any.
fn rows_of(rows: u64, what: &str) -> String {
    if rows == 0 {
        String::new()
    } else {
        format!(", {} rows of {what}", thousands(rows))
    }
}
