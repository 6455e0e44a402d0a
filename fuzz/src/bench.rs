//! What the targets share: a folder in memory, an export in it, and what must be true of what was read.

use crate::ingest::{DecimalMark, Export, IngestError, Options, Part, QuarantineLimits, read_export};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tempfile::TempDir;

/// A folder that goes away with the process; in memory, where the system has such a place.
///
/// # Panics
///
/// Where no folder can be made.
#[must_use]
pub fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() {
        memory.to_path_buf()
    } else {
        std::env::temp_dir()
    };
    tempfile::Builder::new()
        .prefix("il2-fuzz-")
        .tempdir_in(place)
        .expect("a scratch folder")
}

/// All work is done by the thread that asks for it: what a run covers does not depend on the others' turns.
///
/// A library that fails where the program is guarded against it ends no run, and is not told of every time; whatever else
/// fails is told of, and ends the run when nobody catches it.
///
/// # Panics
///
/// Where it is called twice.
pub fn work_alone() {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread();
    pool.build_global().expect("the first call");
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_of = |library: &str| {
            panic
                .location()
                .is_some_and(|at| at.file().contains(library))
        };
        if !["/parquet-", "/arrow-", "/calamine-"]
            .into_iter()
            .any(is_of)
        {
            told(panic);
        }
    }));
}

/// How exports are read.
#[must_use]
pub fn options(decimal: DecimalMark) -> Options {
    Options {
        site: None,
        max_quarantine: QuarantineLimits::of(1.0),
        latest_year: 2026,
        decimal,
    }
}

/// An export of which all rows were taken.
pub struct Taken {
    /// What is known of it.
    pub export: Export,
    /// Its rows, in their order.
    pub parts: Vec<Part>,
}

impl Taken {
    /// Takes all rows.
    fn of(mut export: Export) -> Result<Self, IngestError> {
        let parts = Mutex::new(Vec::new());
        export.take(|part| -> Result<(), IngestError> {
            parts.lock().expect("no panic").push(part);
            Ok(())
        })?;
        let mut parts: Vec<Part> = parts.into_inner().expect("no panic");
        parts.sort_by_key(|part| (part.site, part.number));
        Ok(Self { export, parts })
    }
}

/// An export folder whose one file changes from run to run; courses and doses are those of `data-samples/tiny` else.
pub struct Folder {
    folder: TempDir,
}

/// Tables that every export has.
const BASE: [(&str, &str); 2] = [
    (
        "courses",
        include_str!("../../data-samples/tiny/courses.csv"),
    ),
    ("doses", include_str!("../../data-samples/tiny/doses.csv")),
];

impl Folder {
    /// The folder, with what every export has.
    ///
    /// # Panics
    ///
    /// Where it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        let folder = scratch();
        fs::create_dir(folder.path().join("tiny")).expect("a folder");
        let made = Self { folder };
        for (table, text) in BASE {
            fs::write(made.path(&format!("{table}.csv")), text).expect("a table");
        }
        made
    }

    /// A file's place in the export.
    #[must_use]
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("tiny").join(file)
    }

    /// Reads the export with this file in it, instead of the table that the export else has.
    ///
    /// # Panics
    ///
    /// Where a file cannot be written, and where what was read cannot be true.
    pub fn read(
        &self,
        table: &str,
        ending: &str,
        bytes: &[u8],
        decimal: DecimalMark,
    ) -> Result<Taken, IngestError> {
        let path = self.path(&format!("{table}{ending}"));
        let base = BASE.iter().find(|(name, _)| *name == table);
        if base.is_some() {
            fs::remove_file(self.path(&format!("{table}.csv"))).expect("it is there");
        }
        fs::write(&path, bytes).expect("a file");
        let read = read_export(&self.path(""), &options(decimal)).and_then(Taken::of);
        fs::remove_file(&path).expect("it was written");
        if let Some((_, text)) = base {
            fs::write(self.path(&format!("{table}.csv")), text).expect("a table");
        }
        match &read {
            Ok(taken) => prove(taken),
            Err(error) => prove_words(&error.to_string()),
        }
        read
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

/// Proves that no row of an export was lost, and that each that was quarantined has its line.
fn prove(taken: &Taken) {
    let Taken { export, parts } = taken;
    for file in &export.ledgers {
        let aside = file.quarantined.len() as u64;
        assert_eq!(file.read, file.stored + aside, "{}: rows read", file.file);
        let tables = parts.iter().flat_map(|part| &part.tables);
        let kept: usize = tables
            .filter(|table| table.name() == file.table)
            .map(crate::model::Frame::rows)
            .sum();
        assert_eq!(file.stored, kept as u64, "{}: rows stored", file.file);
        let lines: Vec<u64> = file.quarantined.iter().map(|row| row.line).collect();
        assert!(lines.is_sorted_by(|a, b| a < b), "{}: {lines:?}", file.file);
        assert!(lines.first().is_none_or(|line| *line > 1), "{}", file.file);
        let counted: u64 = file.reasons().iter().map(|reason| reason.rows).sum();
        assert_eq!(counted, aside, "{}: reasons", file.file);
    }
    for table in parts.iter().flat_map(|part| &part.tables) {
        let length = table.rows();
        assert!(table.columns().all(|(_, column)| column.len() == length));
    }
    for check in &export.checks {
        if let Some(share) = check.share {
            assert!(share.failed <= share.out_of, "{}", check.rule);
        }
    }
}

/// Proves that a message can be shown.
fn prove_words(message: &str) {
    let is_shown = |c: char| c == '\n' || !c.is_control();
    assert!(message.chars().all(is_shown), "{message:?}");
}

/// What was read, without what the file's name and form decide; of rows quarantined all but their lines.
#[must_use]
pub fn told(read: &Result<Taken, IngestError>, with_lines: bool) -> String {
    match read {
        Err(error) => format!("{:?}", std::mem::discriminant(error)),
        Ok(Taken { export, parts }) => {
            let files = export.ledgers.iter().map(|file| {
                let line = |line| if with_lines { line } else { 0 };
                let mut aside: Vec<_> = file
                    .quarantined
                    .iter()
                    .map(|row| (line(row.line), row.class, row.column, &*row.message))
                    .collect();
                aside.sort_unstable();
                (
                    file.table,
                    file.read,
                    file.stored,
                    aside,
                    &file.unnamed_columns,
                )
            });
            let files: Vec<_> = files.collect();
            let Export {
                sites,
                unlisted,
                checks,
                warnings,
                ..
            } = export;
            format!("{files:?}\n{sites:?}\n{parts:?}\n{unlisted:?}\n{checks:?}\n{warnings:?}")
        }
    }
}
