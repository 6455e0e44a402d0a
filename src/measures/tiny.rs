//! `data-samples/tiny`: five courses of four patients, every answer worked by hand.
//!
//! | course | regimen | given | other doses | planned | h |
//! |---|---|---|---|---|---|
//! | T1-1 (P1) | hd_il2 | 3 in cycle 1, 2 in cycle 2 | 1 held (hypotension) | 28 | 344 |
//! | T1-2 (P1) | hd_il2 | 1 | 1 stopped (renal) | 28 | 0 |
//! | T2-1 (P2) | hd_il2 | 4 | 1 refused | 28 | 24 |
//! | T3-1 (P3) | til_il2 | 6 | | 6 | 40 |
//! | T4-1 (P4) | hd_il2 | none: untreated | 1 held | | |

use super::results::{Row, Statistic, Unit};
use super::{Cohort, Groupings, compute};
use crate::ingest::{DecimalMark, Options, QuarantineLimits, find_exports, read_exports};
use crate::load;
use crate::store::{Draft, Snapshot};
use std::fs;
use std::path::{Path, PathBuf};

/// The results of the sample.
#[derive(Debug)]
pub(super) struct Results(pub(super) Vec<Row>);

/// Reads and computes the sample.
pub(super) fn tiny() -> Results {
    results_of(&sample())
}

/// The same with other files in the place of some of the sample: the name of each, and its lines.
pub(super) fn tiny_with(files: &[(&str, &[&str])]) -> Results {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(sample()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    for (name, lines) in files {
        fs::write(folder.path().join(name), lines.join("\n")).unwrap();
    }
    results_of(folder.path())
}

/// What a function makes of the store of an export of these files alone: the name of each, and its lines.
pub(super) fn of_export<T>(
    files: &[(&'static str, Vec<String>)],
    make: impl FnOnce(&Snapshot) -> T,
) -> T {
    let folder = tempfile::tempdir().unwrap();
    for (name, lines) in files {
        fs::write(folder.path().join(name), lines.join("\n")).unwrap();
    }
    with_snapshot(folder.path(), make)
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data-samples/tiny")
}

fn results_of(sample: &Path) -> Results {
    with_snapshot(sample, |snapshot| {
        let cohort = Cohort::read(snapshot).unwrap();
        Results(compute(&cohort, &Groupings::default()))
    })
}

/// What a function makes of the sample's store.
pub(super) fn of_snapshot<T>(make: impl FnOnce(&Snapshot) -> T) -> T {
    with_snapshot(&sample(), make)
}

fn with_snapshot<T>(sample: &Path, make: impl FnOnce(&Snapshot) -> T) -> T {
    let options = Options {
        site: None,
        max_quarantine: QuarantineLimits::of(0.05),
        latest_year: 2026,
        decimal: DecimalMark::Point,
    };
    let mut exports = read_exports(&find_exports(sample).unwrap(), &options).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut draft = Draft::begin(&folder.path().join("store")).unwrap();
    load::store(&mut draft, &mut exports).unwrap();
    make(&draft.commit().unwrap())
}

impl Results {
    /// The one row of these.
    pub(super) fn row(
        &self,
        measure: &str,
        unit: Unit,
        item: &str,
        level: &str,
        statistic: Statistic,
    ) -> &Row {
        let is_it = |row: &&Row| {
            (row.measure, row.unit, row.statistic) == (measure, unit, statistic)
                && row.item == item
                && row.level.to_string() == level
        };
        let found: Vec<&Row> = self.0.iter().filter(is_it).collect();
        assert_eq!(
            found.len(),
            1,
            "{measure} {unit:?} {item} {level} {statistic:?}"
        );
        found[0]
    }

    /// Numerator and denominator of a proportion.
    pub(super) fn proportion(
        &self,
        measure: &str,
        unit: Unit,
        item: &str,
        level: &str,
    ) -> (i64, i64) {
        let row = self.row(measure, unit, item, level, Statistic::Proportion);
        (row.numerator.unwrap(), row.denominator.unwrap())
    }

    /// Numerator and denominator of a ratio of totals.
    pub(super) fn ratio(&self, measure: &str, unit: Unit, item: &str) -> (i64, i64) {
        let row = self.row(measure, unit, item, "all", Statistic::Ratio);
        (row.numerator.unwrap(), row.denominator.unwrap())
    }

    /// The value of a row whose level is `all`.
    pub(super) fn value(&self, measure: &str, unit: Unit, item: &str, statistic: Statistic) -> f64 {
        self.row(measure, unit, item, "all", statistic)
            .value
            .unwrap()
    }
}

/// Demands that two numbers agree to 10⁻⁹.
#[track_caller]
pub(super) fn assert_close(value: f64, expected: f64) {
    let is_close = (value - expected).abs() <= 1e-9 * expected.abs().max(1.0);
    assert!(is_close, "{value} is not {expected}");
}
