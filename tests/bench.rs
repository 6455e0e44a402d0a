//! What the tests share: a scratch folder, the program, an export's results.

use il2_outcomes::ingest::{
    DecimalMark, Export, IngestError, Options, Part, QuarantineLimits, find_exports, read_exports,
};
use il2_outcomes::measures::results::{
    ColumnLevel, ExtremeOf, Level, Row, Statistic, Stratum, Unit,
};
use il2_outcomes::measures::{By, Cohort, Groupings, compute};
use il2_outcomes::store::{Draft, Snapshot};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

/// A folder of the source code.
pub(crate) fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A folder that goes away with the test.
pub(crate) fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The program.
pub(crate) fn il2() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_il2"));
    command
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .env_remove("NO_COLOR")
        .args(["--color", "never"]);
    command
}

/// Runs a command and demands its exit code; gives what it said.
pub(crate) fn run(command: &mut Command, exit_code: i32) -> Output {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        output.status.code(),
        Some(exit_code),
        "{command:?} said:\n{said}"
    );
    output
}

/// What was said on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// How exports are read, so large a share of a file's rows being quarantined at the most.
pub(crate) fn options(max_quarantine: f64) -> Options {
    Options {
        site: None,
        max_quarantine: QuarantineLimits::of(max_quarantine),
        latest_year: 2026,
        decimal: DecimalMark::Point,
    }
}

/// Ingests an export into a new store.
pub(crate) fn stored(export: &Path, store: &Path) -> Snapshot {
    let options = options(0.05);
    let mut exports = read_exports(&find_exports(export).unwrap(), &options).unwrap();
    let mut draft = Draft::begin(store).unwrap();
    il2_outcomes::load::store(&mut draft, &mut exports).unwrap();
    draft.commit().unwrap()
}

/// An export of which all rows were taken.
pub(crate) struct Taken {
    pub(crate) export: Export,
    /// In their order.
    pub(crate) parts: Vec<Part>,
}

impl std::ops::Deref for Taken {
    type Target = Export;

    fn deref(&self) -> &Export {
        &self.export
    }
}

/// Takes all rows of an export.
pub(crate) fn taken(mut export: Export) -> Taken {
    let parts = Mutex::new(Vec::new());
    let keep = |part| -> Result<(), IngestError> {
        parts.lock().unwrap().push(part);
        Ok(())
    };
    export.take(keep).unwrap();
    let mut parts = parts.into_inner().unwrap();
    parts.sort_by_key(|part: &Part| (part.site, part.number));
    Taken { export, parts }
}

/// The results of an export.
pub(crate) fn results(export: &Path) -> Results {
    let folder = scratch();
    let snapshot = stored(export, folder.path());
    let cohort = Cohort::read(&snapshot).unwrap();
    Results(compute(&cohort, &Groupings::default()))
}

/// The strata of a cohort by these groupings, as `--by` takes them; without any, by the default ones.
pub(crate) fn by(snapshot: &Snapshot, cohort: &Cohort, groupings: &[&str]) -> Groupings {
    let typed: Vec<String> = groupings.iter().map(ToString::to_string).collect();
    Groupings::read(snapshot, &By::parse(&typed).unwrap(), cohort).unwrap()
}

/// Results rows, looked up by what they say.
pub(crate) struct Results(pub(crate) Vec<Row>);

impl Results {
    /// The one row of these.
    pub(crate) fn row(
        &self,
        measure: &str,
        unit: Unit,
        item: &str,
        level: &str,
        statistic: Statistic,
    ) -> &Row {
        let is_it = |row: &&Row| {
            (row.measure, row.unit, row.item.as_str(), row.statistic)
                == (measure, unit, item, statistic)
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
    pub(crate) fn proportion(
        &self,
        measure: &str,
        unit: Unit,
        item: &str,
        level: &str,
    ) -> (i64, i64) {
        let row = self.row(measure, unit, item, level, Statistic::Proportion);
        (row.numerator.unwrap(), row.denominator.unwrap())
    }

    /// The value of a row whose level is `all`.
    pub(crate) fn value(&self, measure: &str, unit: Unit, item: &str, statistic: Statistic) -> f64 {
        self.row(measure, unit, item, "all", statistic)
            .value
            .unwrap()
    }
}

/// Demands that two numbers agree to 10⁻⁹.
#[track_caller]
pub(crate) fn assert_close(value: f64, expected: f64) {
    assert!(
        (value - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{value} is not {expected}"
    );
}

/// Every file below a folder, by its path in it, with its bytes; links are followed for their target's name only.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else if kind.is_file() {
                found.push((name, std::fs::read(entry.path()).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found);
    found.sort();
    found
}

/// Demands the same files with the same bytes; `what` is told where they differ.
#[track_caller]
pub(crate) fn assert_same_files(a: &[(String, Vec<u8>)], b: &[(String, Vec<u8>)], what: &str) {
    let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(a), names(b), "{what}");
    for ((name, a), (_, b)) in a.iter().zip(b) {
        assert!(a == b, "{name}: {what}");
    }
}

/// Copies the files of a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// A stratum that is written so: everybody, or names and levels.
pub(crate) fn stratum_of(text: &str) -> Stratum {
    if text == "overall" {
        return Stratum::Overall;
    }
    let level = |(column, level): (&str, &str)| ColumnLevel {
        column: column.to_owned(),
        level: level.replace("%3B", ";").replace("%3D", "="),
    };
    let pairs = text.split(';').map(|pair| pair.split_once('=').unwrap());
    Stratum::Levels(pairs.map(level).collect())
}

/// The level that is written so: a grade, a number or all.
pub(crate) fn level_of(text: &str) -> Level {
    match text {
        "all" => Level::All,
        "any" => Level::Any,
        "unknown" => Level::Unknown,
        "cycle_1" => Level::Cycle(1),
        "cycle_2" => Level::Cycle(2),
        "term_reported" => Level::Reported { as_term: true },
        "system_reported" => Level::Reported { as_term: false },
        "laboratory_found" => Level::FoundByValues,
        "value" => Level::Extreme(ExtremeOf::Value),
        "hour" => Level::Extreme(ExtremeOf::Hour),
        "doses" => Level::Extreme(ExtremeOf::Doses),
        "sustained" => Level::Sign("sustained"),
        "gt130" => Level::Sign("gt130"),
        "gt40" => Level::Sign("gt40"),
        "lt88" => Level::Sign("lt88"),
        "high" => Level::Sign("high"),
        _ => match (text.strip_prefix("ge"), text.split_once('>')) {
            (Some(grade), _) => Level::GradeAtLeast(grade.parse().unwrap()),
            (None, Some((from, to))) => Level::Shift(from.parse().unwrap(), to.parse().unwrap()),
            (None, None) => Level::number(text.parse().unwrap()),
        },
    }
}
