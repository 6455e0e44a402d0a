//! No row was lost: rows read = rows stored + quarantined rows, and the tables hold what was stored.

use super::faults::{Faults, integers, text};
use crate::model::{COURSES, TABLES};
use crate::store::layout::{MANIFEST, quarantine_file, site_file};
use crate::store::manifest::{ExportRecord, FileRecord, Manifest};
use crate::store::snapshot::Snapshot;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The table that says what became of the rows of each file.
const LEDGER: &str = "ledger.parquet";

/// Proves that every row that was read is somewhere.
pub(super) fn prove(snapshot: &Snapshot, sound: &BTreeSet<String>, faults: &mut Faults) {
    let manifest = snapshot.manifest();
    let listed = Listed::of(manifest);
    prove_ledger(snapshot, &listed, sound, faults);
    for export in &manifest.exports {
        for file in &export.files {
            let reasons: u64 = file.reasons.iter().map(|reason| reason.rows).sum();
            if file.rows_stored.checked_add(file.rows_quarantined) != Some(file.rows_read) {
                let what = "rows read are not rows stored + rows quarantined";
                faults.add(MANIFEST, format!("{}: {what}", file.file));
            }
            if reasons != file.rows_quarantined {
                let what = "rows quarantined are not those of its reasons";
                faults.add(MANIFEST, format!("{}: {what}", file.file));
            }
        }
        prove_tables(&listed, export, faults);
        prove_quarantine(snapshot, &listed, export, sound, faults);
    }
    let exports: HashSet<u32> = manifest.exports.iter().map(|it| it.number).collect();
    for site in &manifest.sites {
        let file = site_file(COURSES.name, site.number);
        if listed
            .rows_of(&file)
            .is_some_and(|rows| rows != site.courses)
        {
            faults.add(&file, "has not as many rows as the site has courses");
        }
        if !exports.contains(&site.export) {
            faults.add(&file, "no list names the export that it came from");
        }
    }
}

/// The ledger is the manifest's, file by file.
fn prove_ledger(
    snapshot: &Snapshot,
    listed: &Listed<'_>,
    sound: &BTreeSet<String>,
    faults: &mut Faults,
) {
    if !sound.contains(LEDGER) {
        if listed.rows_of(LEDGER).is_none() {
            faults.add(LEDGER, "is not in the list of files");
        }
        return;
    }
    let exports = snapshot.manifest().exports.iter();
    let files: Vec<&FileRecord> = exports.flat_map(|export| &export.files).collect();
    let columns = [
        "file",
        "table",
        "rows_read",
        "rows_stored",
        "rows_set_aside",
    ];
    let mut rows = 0;
    let is_read = faults.look_at(snapshot, LEDGER, &columns, |batch, before, notes| {
        let numbers = [2, 3, 4].map(|column| integers(batch, column));
        let counts = numbers[0].iter().zip(&numbers[1]).zip(&numbers[2]);
        for (row, ((read, stored), aside)) in counts.enumerate() {
            let is = |count: &Option<i64>, rows: u64| *count == i64::try_from(rows).ok();
            let is_same = files.get(before + row).is_some_and(|file| {
                text(batch, 0, row) == Some(&file.file)
                    && text(batch, 1, row) == Some(&file.table)
                    && is(read, file.rows_read)
                    && is(stored, file.rows_stored)
                    && is(aside, file.rows_quarantined)
            });
            notes.unless(
                is_same,
                "says something else than the manifest",
                before + row,
            );
        }
        rows = before + batch.num_rows();
    });
    if is_read && rows != files.len() {
        faults.add(LEDGER, "has not one row for each file of the exports");
    }
}

/// The tables of an export's sites hold what its files brought, but for sites that a later export replaced.
fn prove_tables(listed: &Listed<'_>, export: &ExportRecord, faults: &mut Faults) {
    let sites = listed.sites.get(&export.number);
    for table in TABLES {
        let of_table = export.files.iter().filter(|file| file.table == table.name);
        let stored: u64 = of_table.map(|file| file.rows_stored).sum();
        let replaced = export.replaced_rows.get(table.name).copied();
        let numbers = sites.into_iter().flatten();
        let parts = numbers.map(|&number| site_file(table.name, number));
        // A file that is not listed is a fault of its own.
        let rows: Option<Vec<u64>> = parts.map(|part| listed.rows_of(&part)).collect();
        let Some(rows) = rows else { continue };
        let kept: u64 = rows.iter().sum();
        // No later export replaced rows of a table that is not named.
        if stored != kept + replaced.unwrap_or_default() {
            let name = format!("{}: {}", export.name, table.name);
            let what = format!("{name}: {stored} rows were stored, and the tables hold {kept}");
            faults.add(MANIFEST, what);
        }
    }
}

/// The quarantine has a row for each row that was quarantined.
fn prove_quarantine(
    snapshot: &Snapshot,
    listed: &Listed<'_>,
    export: &ExportRecord,
    sound: &BTreeSet<String>,
    faults: &mut Faults,
) {
    let file = quarantine_file(export.number);
    if !sound.contains(&file) {
        if listed.rows_of(&file).is_none() {
            faults.add(&file, "is not in the list of files");
        }
        return;
    }
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let is_read = faults.look_at(snapshot, &file, &["file"], |batch, before, notes| {
        for row in 0..batch.num_rows() {
            match text(batch, 0, row) {
                Some(name) => *counts.entry(name.to_owned()).or_default() += 1,
                None => notes.unless(false, "names no file", before + row),
            }
        }
    });
    let expected: BTreeMap<String, u64> = export
        .files
        .iter()
        .filter(|file| file.rows_quarantined > 0)
        .map(|file| (file.file.clone(), file.rows_quarantined))
        .collect();
    if is_read && counts != expected {
        faults.add(&file, "has other rows than were quarantined");
    }
}

/// What a manifest lists, so that nothing is sought once for each site.
struct Listed<'a> {
    /// The rows of each file, as they were written.
    rows: HashMap<&'a str, u64>,
    /// The numbers of the sites that each export brought.
    sites: HashMap<u32, Vec<u32>>,
}

impl<'a> Listed<'a> {
    fn of(manifest: &'a Manifest) -> Self {
        let mut listed = Self {
            rows: HashMap::new(),
            sites: HashMap::new(),
        };
        for file in &manifest.files {
            // A file that stands twice in the list is a fault of its own.
            listed.rows.entry(&file.path).or_insert(file.rows);
        }
        for site in &manifest.sites {
            listed
                .sites
                .entry(site.export)
                .or_default()
                .push(site.number);
        }
        listed
    }

    fn rows_of(&self, path: &str) -> Option<u64> {
        self.rows.get(path).copied()
    }
}
