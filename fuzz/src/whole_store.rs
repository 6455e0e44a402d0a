//! A valid store, which can be damaged and made whole again.

use crate::bench::{options, scratch};
use crate::disk::Seal;
use crate::ingest::{DecimalMark, read_export};
use crate::load::store_with;
use crate::model::{ABSENT_INTEGER, COURSES, Frame, PATIENTS, TABLES, Values};
use crate::store::{Draft, SiteRecord, parquet_bytes};
use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The manifest of a snapshot, and what seals it.
const MANIFEST: &str = "manifest.json";
const SEAL: &str = "manifest.sha256";

/// The store of `data-samples/tiny`, its facts being the columns of courses and patients.
pub struct WholeStore {
    folder: TempDir,
    /// The files of its snapshot.
    files: BTreeMap<String, Vec<u8>>,
}

impl WholeStore {
    /// Makes the store.
    ///
    /// # Panics
    ///
    /// Where it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        let folder = scratch();
        let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data-samples/tiny");
        let export = read_export(&export, &options(DecimalMark::Point)).expect("an export");
        let mut draft = Draft::begin(&folder.path().join("store")).expect("a store");
        store_with(&mut draft, &mut [export], |draft, site, part| {
            write_facts(draft, site, &part.tables[0], &part.tables[1]);
        })
        .expect("rows");
        let snapshot = draft.commit().expect("a store");
        let mut files = BTreeMap::new();
        read_files(snapshot.folder(), "", &mut files);
        Self { folder, files }
    }

    /// Where the store lies.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Where its snapshot lies.
    #[must_use]
    pub fn snapshot(&self) -> PathBuf {
        self.path().join("snapshots/000001")
    }

    /// Whether every file of the snapshot is the one that was written, and no other is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let mut files = BTreeMap::new();
        read_files(&self.path().join("current"), "", &mut files);
        files == self.files
    }

    /// Makes the store what it was.
    ///
    /// # Panics
    ///
    /// Where it cannot be written.
    pub fn mend(&self) {
        let (store, snapshot) = (self.path(), self.snapshot());
        fs::remove_dir_all(&store).expect("it is there");
        for (name, bytes) in &self.files {
            let path = snapshot.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bytes).expect("a file");
        }
        link(Path::new("snapshots/000001"), &store.join("current"));
    }

    fn name(&self, bytes: &mut Unstructured<'_>) -> Result<String> {
        let place = bytes.choose_index(self.files.len())?;
        Ok(self.files.keys().nth(place).cloned().unwrap_or_default())
    }

    /// Damages the store once; whether the damage was sealed, so that it is the manifest's word against the data's.
    ///
    /// # Errors
    ///
    /// Where the bytes do not last.
    ///
    /// # Panics
    ///
    /// Where it cannot be written.
    pub fn damage(&self, bytes: &mut Unstructured<'_>) -> Result<bool> {
        let snapshot = self.snapshot();
        let name = self.name(bytes)?;
        let path = snapshot.join(&name);
        // What an earlier damage removed is empty.
        let mut now = fs::read(&path).unwrap_or_default();
        let put = |path: &Path, bytes: &[u8]| {
            let _ = fs::create_dir_all(path.parent().expect("a folder"));
            // A folder may stand there by now.
            let _ = fs::write(path, bytes);
        };
        match bytes.int_in_range(0..=11)? {
            0 => {
                let place = bytes.choose_index(now.len())?;
                now[place] = bytes.arbitrary()?;
                put(&path, &now);
            }
            1 => {
                now.truncate(bytes.int_in_range(0..=now.len())?);
                put(&path, &now);
            }
            2 => {
                now.extend_from_slice(bytes.arbitrary()?);
                put(&path, &now);
            }
            3 => drop(fs::remove_file(&path)),
            4 => put(&path, bytes.arbitrary()?),
            5 => put(&snapshot.join(self.name(bytes)?), &now),
            6 => {
                let foreign = [
                    "x",
                    "courses/x.parquet",
                    "draft/x",
                    "../draft/x",
                    "../000009/x",
                    "../../.next",
                    "../../x",
                ];
                put(&snapshot.join(bytes.choose(&foreign)?), bytes.arbitrary()?);
            }
            7 => {
                drop(fs::remove_file(&path));
                drop(fs::create_dir(&path));
            }
            8 => {
                let current = self.path().join("current");
                let targets = [
                    ".",
                    "snapshots",
                    "snapshots/000002",
                    "current",
                    "snapshots/000001/courses",
                ];
                drop(fs::remove_file(&current));
                if bytes.arbitrary()? {
                    link(Path::new(bytes.choose(&targets)?), &current);
                }
            }
            9 => {
                let manifest: &[u8] = bytes.arbitrary()?;
                put(&snapshot.join(MANIFEST), manifest);
                put(&snapshot.join(SEAL), seal_of(manifest).as_bytes());
                return Ok(true);
            }
            10 => return self.forge_manifest(bytes),
            _ => return self.forge_table(&name, bytes),
        }
        Ok(false)
    }

    /// Changes something that the manifest says, and seals it.
    fn forge_manifest(&self, bytes: &mut Unstructured<'_>) -> Result<bool> {
        let snapshot = self.snapshot();
        let text = fs::read(snapshot.join(MANIFEST)).unwrap_or_default();
        let Ok(mut manifest) = serde_json::from_slice::<Value>(&text) else {
            return Ok(false);
        };
        let mut at = &mut manifest;
        loop {
            let length = match &*at {
                Value::Array(values) => values.len(),
                Value::Object(values) => values.len(),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
            };
            if length == 0 || bytes.ratio(1, 16)? {
                break;
            }
            let place = bytes.choose_index(length)?;
            at = match at {
                Value::Array(values) => &mut values[place],
                Value::Object(values) => values.iter_mut().nth(place).expect("it is there").1,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => break,
            };
        }
        *at = match bytes.int_in_range(0..=9)? {
            0 => Value::Null,
            1 => json!(u64::MAX),
            2 => json!(u32::MAX),
            3 => json!(bytes.arbitrary::<i8>()?),
            4 => json!(bytes.arbitrary::<u64>()?),
            5 => json!([]),
            6 => json!(self.name(bytes)?),
            7 => json!(bytes.arbitrary::<&str>()?),
            8 => match at.as_array().filter(|values| !values.is_empty()) {
                Some(values) => {
                    let mut values = values.clone();
                    values.push(bytes.choose(&values)?.clone());
                    json!(values)
                }
                None => json!({}),
            },
            _ => match at.as_array().filter(|values| !values.is_empty()) {
                Some(values) => {
                    let mut values = values.clone();
                    values.remove(bytes.choose_index(values.len())?);
                    json!(values)
                }
                None => json!(at.as_u64().unwrap_or_default().wrapping_add(1)),
            },
        };
        self.seal(&manifest);
        Ok(true)
    }

    /// Puts another table where a table of the snapshot is, and lists it as if it had been written.
    fn forge_table(&self, name: &str, bytes: &mut Unstructured<'_>) -> Result<bool> {
        let snapshot = self.snapshot();
        let text = fs::read(snapshot.join(MANIFEST)).unwrap_or_default();
        let Ok(mut manifest) = serde_json::from_slice::<Value>(&text) else {
            return Ok(false);
        };
        let rows = bytes.int_in_range(0..=6)?;
        let table = TABLES
            .iter()
            .find(|table| name.starts_with(&format!("{}/", table.name)));
        let mut names: Vec<&str> = table
            .unwrap_or(&TABLES[0])
            .columns
            .iter()
            .map(|column| column.name)
            .collect();
        names.extend([
            "file",
            "table",
            "rows_read",
            "rows_stored",
            "rows_set_aside",
        ]);
        names.dedup();
        let mut columns = Vec::new();
        for _ in &names {
            columns.push(forged(bytes, rows)?);
        }
        let named = Frame::new("forged", names.into_iter().zip(columns));
        let parquet = parquet_bytes(&named).expect("a table");
        let files = manifest.get_mut("files").and_then(Value::as_array_mut);
        for file in files
            .into_iter()
            .flatten()
            .filter(|file| file["path"] == name)
        {
            let seal = Seal::of(&parquet);
            *file = json!({"path": name, "sha256": seal.sha256, "rows": rows, "bytes": seal.bytes});
        }
        drop(fs::write(snapshot.join(name), &parquet));
        self.seal(&manifest);
        Ok(true)
    }

    fn seal(&self, manifest: &Value) {
        let text = serde_json::to_vec_pretty(manifest).expect("memory");
        drop(fs::write(self.snapshot().join(MANIFEST), &text));
        drop(fs::write(self.snapshot().join(SEAL), seal_of(&text)));
    }
}

impl Default for WholeStore {
    fn default() -> Self {
        Self::new()
    }
}

/// The columns of courses and of their patients, as facts have them.
fn write_facts(draft: &Draft, site: &SiteRecord, courses: &Frame, patients: &Frame) {
    let column = |table: &Frame, name: &str| table.column(name).clone();
    let (of_courses, known) = (
        column(courses, "patient_id"),
        column(patients, "patient_id"),
    );
    let patient_of = |course: usize| {
        let is_same = |row: &u32| known.text(*row as usize) == of_courses.text(course);
        (0..u32::MAX)
            .take(known.len())
            .find(is_same)
            .expect("each course has a patient")
    };
    let rows: Vec<u32> = (0..of_courses.len()).map(patient_of).collect();
    let mut columns: Vec<(&str, Values)> = Vec::new();
    for model in COURSES.columns {
        columns.push((model.name, column(courses, model.name)));
    }
    for model in PATIENTS
        .columns
        .iter()
        .filter(|column| COURSES.column(column.name).is_none())
    {
        columns.push((model.name, column(patients, model.name).take(&rows)));
    }
    draft
        .write_table(site, &Frame::new("facts_courses", columns))
        .expect("facts");
}

/// A column of any values: keys of the store and words of the export among them.
fn forged(bytes: &mut Unstructured<'_>, rows: usize) -> Result<Values> {
    let first = 1_i64 << 32;
    let mut integers = |from: i64| -> Result<Vec<i64>> {
        let one = |_| Ok(from.saturating_add(i64::from(bytes.arbitrary::<u8>()? % 8)));
        (0..rows).map(one).collect()
    };
    Ok(match integers(0)?.first().copied().unwrap_or_default() {
        0 => Values::Integer(integers(first)?),
        1 => Values::Integer(integers(0)?),
        2 => Values::Integer(integers(i64::MAX - 4)?),
        3 => Values::Integer(integers(ABSENT_INTEGER)?),
        4 => Values::Decimal(vec![0.5; rows]),
        _ => {
            let known = ["tiny", "T1-1", "T1-2", "T2-1", "P1", "P2", "", "x"];
            let texts = integers(0)?;
            Values::from_texts(
                texts
                    .iter()
                    .map(|place| known.get(usize::try_from(*place).ok()?).copied()),
            )
        }
    })
}

/// The line that seals a manifest.
fn seal_of(manifest: &[u8]) -> String {
    format!("{}  {MANIFEST}\n", Seal::of(manifest).sha256)
}

fn link(target: &Path, link: &Path) {
    std::os::unix::fs::symlink(target, link).expect("a link");
}

fn read_files(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(std::result::Result::ok)
    {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            read_files(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(entry.path()).unwrap_or_default());
        }
    }
}
