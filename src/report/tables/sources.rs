//! Where the data came from, and what became of it.

use super::by_group::ByGroup;
use super::cell::Cell;
use super::columns::Split;
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::{Shown, Table};
use crate::measures::flow;
use crate::measures::results::Unit;
use crate::report::about::{About, AboutFile, AboutRawFile, AboutReason, AboutUnlisted};
use crate::report::wording::{self, list};
use crate::terminology::key;
use std::cmp::Reverse;
use std::collections::HashMap;

/// One row per export, and the sum.
pub(super) fn rows_by_export(about: &About) -> Shown {
    let mut table = Table::new(&[
        "Export",
        "Files",
        "Rows read",
        "Rows stored",
        "Rows quarantined",
    ]);
    let mut add = |name: &str, files: &[&AboutFile]| {
        let sum = |rows: &dyn Fn(&AboutFile) -> u64| {
            Cell::counted(files.iter().map(|file| rows(file)).sum())
        };
        table.row(vec![
            name.into(),
            Cell::counted(files.len() as u64),
            sum(&|file| file.rows_read),
            sum(&|file| file.rows_stored),
            sum(&|file| file.rows_quarantined),
        ]);
    };
    let files: Vec<&AboutFile> = about.files.iter().collect();
    let exports: Vec<&[&AboutFile]> = files.chunk_by(|a, b| a.export == b.export).collect();
    for files in &exports {
        add(&files[0].export, files);
    }
    if exports.len() > 1 {
        add("All", &files);
    }
    let raw = about.raw_files.chunk_by(|a, b| a.export == b.export);
    for raw in raw {
        let sum = |rows: &dyn Fn(&AboutRawFile) -> u64| -> Cell {
            Cell::counted(raw.iter().map(rows).sum())
        };
        table.row(vec![
            format!("{}, raw files", raw[0].export).into(),
            Cell::counted(raw.len() as u64),
            sum(&|file| file.rows_read),
            "".into(),
            sum(&|file| file.rows_quarantined),
        ]);
    }
    if !about.raw_files.is_empty() {
        table.note("Raw files: a mapping made the rows of the export from all rows that were not quarantined.");
    }
    table.note("Of every file: rows read = rows stored + rows quarantined. Not by group: rows are counted as exported, before courses are selected.");
    for (export, sites) in &about.replaced {
        table.note(format!(
            "A later export replaced {}; rows of {export} for a replaced site are counted in this table alone.",
            list(sites),
        ));
    }
    table.shown()
}

/// One row per table and reason.
pub(super) fn quarantined(about: &About) -> Shown {
    let of_files = about
        .files
        .iter()
        .map(|file| (file.table.as_str(), &file.reasons));
    let of_raw = about
        .raw_files
        .iter()
        .map(|file| (file.table.as_str(), &file.reasons));
    let mut merged: Vec<(&str, &AboutReason, u64)> = Vec::new();
    for (table, reasons) in of_files.chain(of_raw) {
        for reason in reasons {
            let is_same = |(known, other, _): &&mut (&str, &AboutReason, u64)| {
                (*known, &other.class, &other.column, &other.message)
                    == (table, &reason.class, &reason.column, &reason.message)
            };
            match merged.iter_mut().find(is_same) {
                Some((_, _, rows)) => *rows += reason.rows,
                None => merged.push((table, reason, reason.rows)),
            }
        }
    }
    merged.sort_by_key(|(_, _, rows)| Reverse(*rows));
    let mut table = Table::of_words(&[
        "Table",
        "Class",
        "Column",
        "What is wrong",
        "Rows",
        "The first",
    ]);
    for (of_table, reason, rows) in merged {
        table.row(vec![
            of_table.into(),
            reason.class.clone().into(),
            reason.column.clone().into(),
            reason.message.clone().into(),
            Cell::counted(rows),
            format!("{}, line {}", reason.first_file, reason.first_line).into(),
        ]);
    }
    table.note("The store’s quarantine lists every row, by file and line; it holds no values.");
    table.shown()
}

/// From the store to the population.
pub(super) fn flow(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::WithAll, Unit::Patient);
    for (group, unit) in [("Patients", Unit::Patient), ("Courses", Unit::Course)] {
        for (item, label) in [
            ("stored", "In database"),
            ("selected", "Eligible"),
            ("treated", "Received ≥ 1 dose"),
        ] {
            let line = Line::new(label, flow::FLOW, unit, Content::Count);
            table.line_of(group, &line.item(item));
        }
    }
    let group = "Cycles and doses";
    for (label, unit) in [
        ("Cycles with a dose given", Unit::Cycle),
        ("Doses given", Unit::Dose),
    ] {
        table.line_of(group, &Line::new(label, flow::TOTAL, unit, Content::Count));
    }
    table.note("Results refer to patients, courses and cycles with at least one dose given. A patient is in the group of the first course that is counted.");
    table.shown()
}

/// One row per site that did not collect everything.
pub(super) fn not_collected(about: &About) -> Shown {
    let headings = [
        "Site",
        "Courses",
        "Tables not collected",
        "Columns of other tables not collected",
    ];
    let mut table = Table::of_words(&headings);
    let sites = about.sites.iter();
    let courses: HashMap<&str, u64> = sites.map(|it| (it.site_id.as_str(), it.courses)).collect();
    for site in &about.not_collected {
        let courses = courses.get(site.site_id.as_str()).copied().unwrap_or(0);
        let tables: Vec<String> = site
            .tables
            .iter()
            .map(|table| wording::spaced(table))
            .collect();
        table.row(vec![
            site.site_id.clone().into(),
            Cell::counted(courses),
            list(&tables).into(),
            columns_by_table(&site.columns).into(),
        ]);
    }
    table.note("Sites that did not collect an item are excluded from its denominator. A column with a default, such as planned cycles, is not listed: its default is assumed, and the checks of data quality count the courses for which one is.");
    table.shown()
}

/// Columns by table: `Courses: ECOG and start month; Patients: death cause`.
fn columns_by_table(columns: &[String]) -> String {
    let in_tables: Vec<(&str, &str)> = columns
        .iter()
        .filter_map(|column| column.split_once('.'))
        .collect();
    let by_table = in_tables.chunk_by(|a, b| a.0 == b.0);
    let parts = by_table.map(|columns| {
        let names = columns.iter().map(|(_, column)| wording::column(column));
        let table = wording::label("table", &wording::spaced(columns[0].0));
        format!("{table}: {}", list(&names.collect::<Vec<_>>()))
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// One row per name that the terminology does not have, however it is spelled.
pub(super) fn unlisted(about: &About) -> Shown {
    let mut merged: Vec<(&AboutUnlisted, u64)> = Vec::new();
    let mut indices = HashMap::new();
    for name in &about.unlisted {
        let index = *indices
            .entry((&name.table, &name.column, key(&name.text)))
            .or_insert_with(|| {
                merged.push((name, 0));
                merged.len() - 1
            });
        merged[index].1 += name.rows;
    }
    merged.sort_by_key(|(_, rows)| Reverse(*rows));
    let is_near = merged.iter().any(|(name, _)| !name.nearest.is_empty());
    let mut headings = vec!["Table", "Column", "As exported", "Rows"];
    if is_near {
        headings.push("Nearest known");
    }
    let mut table = Table::of_words(&headings);
    for (name, rows) in merged {
        let mut cells: Vec<Cell> = vec![
            name.table.clone().into(),
            name.column.clone().into(),
            name.text.clone().into(),
            Cell::counted(rows),
        ];
        if is_near {
            cells.push(name.nearest.join(", ").into());
        }
        table.row(cells);
    }
    table.shown()
}
