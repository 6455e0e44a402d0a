//! No row was lost: rows read = rows stored + quarantined rows, and the tables hold what was stored.

use super::faults::{Faults, integers, text};
use crate::disk::Seal;
use crate::model::{COURSES, TABLES};
use crate::store::layout::{MANIFEST, quarantine_file, site_file};
use crate::store::manifest::{ExportRecord, Manifest};
use crate::store::snapshot::Snapshot;
use std::collections::{BTreeSet, HashMap, HashSet};

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
        prove_raw(export, faults);
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

/// Every row of a raw file was seen by SQL or quarantined, and the mapping is the one whose SHA-256 is kept.
fn prove_raw(export: &ExportRecord, faults: &mut Faults) {
    let Some(mapping) = &export.mapping else {
        return;
    };
    for raw in &mapping.raw {
        let reasons: u64 = raw.reasons.iter().map(|reason| reason.rows).sum();
        if raw.rows_in_sql.checked_add(raw.rows_quarantined) != Some(raw.rows_read) {
            let what = "rows read are not rows in SQL + rows quarantined";
            faults.add(MANIFEST, format!("{}: {what}", raw.file));
        }
        if reasons != raw.rows_quarantined {
            let what = "rows quarantined are not those of its reasons";
            faults.add(MANIFEST, format!("{}: {what}", raw.file));
        }
        if raw.rows_unnamed.is_some_and(|rows| rows > raw.rows_in_sql) {
            let what = "more rows are named by no row than SQL saw";
            faults.add(MANIFEST, format!("{}: {what}", raw.file));
        }
    }
    let of_file = |(file, sha256): (&str, &str)| format!("{sha256}  {file}\n");
    let mut lines = String::new();
    for file in &mapping.files {
        if Seal::of(file.text.as_bytes()).sha256 != file.sha256 {
            let what = "its text is not that of its SHA-256";
            faults.add(
                MANIFEST,
                format!("mapping {}: {}: {what}", mapping.name, file.file),
            );
        }
        lines.push_str(&of_file((&file.file, &file.sha256)));
    }
    if Seal::of(lines.as_bytes()).sha256 != mapping.sha256 {
        let what = "its files are not those of its SHA-256";
        faults.add(MANIFEST, format!("mapping {}: {what}", mapping.name));
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
    let files = snapshot.manifest().ledger();
    let columns = [
        "file",
        "table",
        "rows_read",
        "rows_stored",
        "rows_set_aside",
        "rows_in_sql",
        "rows_unnamed",
    ];
    let mut rows = 0;
    let is_read = faults.look_at(snapshot, LEDGER, &columns, |batch, before, notes| {
        let numbers = [2, 3, 4, 5, 6].map(|column| integers(batch, column));
        for row in 0..batch.num_rows() {
            let is_same = files.get(before + row).is_some_and(|file| {
                let counts = [
                    Some(file.rows_read),
                    file.rows_stored,
                    Some(file.rows_quarantined),
                    file.rows_in_sql,
                    file.rows_unnamed,
                ];
                let mut counts = numbers.iter().zip(counts);
                text(batch, 0, row) == Some(file.file)
                    && text(batch, 1, row) == Some(file.table)
                    && counts.all(|(of_column, count)| {
                        let listed = of_column.get(row).copied().flatten();
                        listed.map(u64::try_from) == count.map(Ok)
                    })
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
    // In the order of the ledger: rows of raw files, then those of each table.
    let mut blocks = export
        .ledger()
        .flat_map(|row| (0..row.rows_quarantined).map(move |_| row.clone()));
    let raw: BTreeSet<&str> = export
        .mapping
        .iter()
        .flat_map(|mapping| mapping.raw.iter().map(|raw| raw.file.as_str()))
        .collect();
    let mut is_one_to_one = true;
    let is_read = faults.look_at(
        snapshot,
        &file,
        &["file", "rule"],
        |batch, before, notes| {
            for row in 0..batch.num_rows() {
                let Some(name) = text(batch, 0, row) else {
                    notes.unless(false, "names no file", before + row);
                    continue;
                };
                // A row that a mapping gave is at its place in a raw file, and counts for its table.
                is_one_to_one &= blocks.next().is_some_and(|counted| {
                    name == counted.file
                        || counted.rows_in_sql.is_none()
                            && raw.contains(name)
                            && text(batch, 1, row)
                                .and_then(|rule| rule.strip_prefix(counted.table))
                                .is_some_and(|rest| rest.starts_with('.'))
                });
            }
        },
    );
    if is_read && !(is_one_to_one && blocks.next().is_none()) {
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
