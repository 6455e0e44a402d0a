//! One export folder, read whole: courses first, then what belongs to them.

use super::cells::DecimalMark;
use super::courses::derive_courses;
use super::derive::{Columns, constant};
use super::directory::{CourseJudge, Directory, OwnerJudge};
use super::error::IngestError;
use super::loaded::{Anchors, Loaded};
use super::quality::{self, Check};
use super::quarantine::{FileLedger, Unlisted, Warning};
use super::source::{Folder, Source, Survey, folder_name};
use crate::model::{COURSES, DOSES, PATIENTS, TABLES, Table, Values};
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

/// What ingest is told.
#[derive(Debug, Clone)]
pub struct Options {
    /// The site of rows for which nothing else says one; else the folder's name.
    pub site: Option<String>,
    /// The share of a file's rows that may be set aside, in 0…1.
    pub max_quarantine: f64,
    /// The latest year in which a course may have started.
    pub latest_year: i64,
    /// What stands before the decimals of a number.
    pub decimal: DecimalMark,
}

/// One table of one site, as it will be stored.
#[derive(Debug)]
pub struct SiteTable {
    /// The table.
    pub table: &'static Table,
    /// Whether the export contains it.
    pub is_collected: bool,
    /// For each column: whether it was collected.
    pub collected: Vec<bool>,
    /// Its columns, in the order of the model, rows sorted by course (or patient) and value.
    pub columns: Vec<Values>,
}

/// What one export says of one site.
#[derive(Debug)]
pub struct Site {
    /// The site.
    pub site_id: String,
    /// All tables of the model, in its order; a table that was not collected has no rows.
    pub tables: Vec<SiteTable>,
}

/// One export folder, judged.
#[derive(Debug)]
pub struct Export {
    /// The folder's name.
    pub name: String,
    /// Its sites, in the order of their names.
    pub sites: Vec<Site>,
    /// What became of the rows of each file.
    pub ledgers: Vec<FileLedger>,
    /// Names that the terminology does not have.
    pub unlisted: Vec<Unlisted>,
    /// What was asked of the export's quality, and what came out.
    pub checks: Vec<Check>,
    /// What is odd, and was kept.
    pub warnings: Vec<Warning>,
    /// Files of the folder, and sheets of its workbooks, that are no table of the model, and were not read.
    pub unread_files: Vec<String>,
}

/// Reads one export folder. Rows that break the model are set aside, whatever their share.
///
/// # Errors
///
/// Where a file cannot be read, a required table or column is missing, or an identifier stands in the data.
pub fn read_export(folder: &Path, options: &Options) -> Result<Export, IngestError> {
    let name = folder_name(folder);
    let Folder {
        tables: sources,
        mut faults,
        unread: unread_files,
        ..
    } = Folder::read(folder)?;
    match faults.len() {
        0 => {}
        1 => return Err(faults.remove(0)),
        _ => return Err(IngestError::Several(faults)),
    }
    let source = |table: &Table| {
        sources[TABLES
            .iter()
            .position(|t| t.name == table.name)
            .unwrap_or_default()]
        .as_ref()
    };
    let required = |table: &'static Table| {
        source(table).ok_or(IngestError::NoTable {
            folder: name.clone(),
            table: table.name,
        })
    };
    let course_source = required(&COURSES)?;
    required(&DOSES)?;
    let default_site = options.site.clone().unwrap_or_else(|| name.clone());

    let mut judge = OwnerJudge::courses(&default_site);
    let courses = Loaded::owners(&COURSES, course_source, &mut judge, options)?;
    let course_sites: Vec<String> = courses
        .owners
        .iter()
        .map(|&o| judge.sites[o as usize].clone())
        .collect();
    let column = |name: &str| &courses.columns[COURSES.place(name).unwrap_or_default()];
    let texts = |name: &str| -> Vec<String> {
        (0..course_sites.len())
            .map(|row| column(name).text(row).unwrap_or_default().to_owned())
            .collect()
    };
    let ids = course_sites
        .iter()
        .cloned()
        .zip(texts("course_id"))
        .collect();
    let directory = Directory::new(ids, &texts("patient_id"), &default_site);

    let (patients, patient_sites) = match source(&PATIENTS) {
        Some(source) => {
            let mut judge = OwnerJudge::patients(&directory);
            let patients = Loaded::owners(&PATIENTS, source, &mut judge, options)?;
            let sites = patients
                .owners
                .iter()
                .map(|&o| judge.sites[o as usize].clone())
                .collect();
            (patients, sites)
        }
        None => (Loaded::not_collected(&PATIENTS), Vec::new()),
    };

    let weights: Vec<f64> = (0..course_sites.len())
        .map(|row| column("weight_kg").decimal(row).unwrap_or(f64::NAN))
        .collect();
    let (doses, others) = read_events(&sources, &directory, &weights, options)?;

    let mut tables = vec![courses, patients, doses];
    tables.extend(others);
    let checks = quality::checks(&tables, &course_sites, &patient_sites);
    let export = split_sites(name, tables, &course_sites, &patient_sites, &default_site);
    Ok(Export {
        unread_files,
        warnings: quality::warnings(&checks),
        checks,
        ..export
    })
}

/// A table that was read, or waits.
enum Found {
    /// Doses, and hour 0 of each course.
    Doses(Loaded, Anchors),
    Events(Loaded),
    /// Its hours are counted from the doses of each course: it is read when these are known.
    Waiting(Survey),
}

/// Reads doses and all tables of events, several at a time, the longest first.
fn read_events(
    sources: &[Option<Source>],
    directory: &Directory,
    weights: &[f64],
    options: &Options,
) -> Result<(Loaded, Vec<Loaded>), IngestError> {
    let first = |table: usize| -> Result<Found, IngestError> {
        let table_of_model = TABLES[table];
        let Some(source) = &sources[table] else {
            return Ok(Found::Events(Loaded::not_collected(table_of_model)));
        };
        let survey = source.survey()?;
        if table_of_model.name == DOSES.name {
            let (doses, anchors) = Loaded::doses(source, &survey, directory, options)?;
            return Ok(Found::Doses(doses, anchors));
        }
        let judge = CourseJudge::new(directory, table_of_model, None);
        let events = Loaded::events(table_of_model, source, &survey, judge, weights, options)?;
        Ok(events.map_or(Found::Waiting(survey), Found::Events))
    };
    let size = |table: &usize| {
        let source = sources[*table].as_ref();
        source.and_then(|source| std::fs::metadata(&source.path).ok().map(|file| file.len()))
    };
    let from = TABLES
        .iter()
        .position(|table| table.name == DOSES.name)
        .unwrap_or_default();
    let mut order: Vec<usize> = (from..TABLES.len()).collect();
    order.sort_by_key(|table| std::cmp::Reverse(size(table)));
    let mut found: Vec<(usize, Result<Found, IngestError>)> = order
        .into_iter()
        .par_bridge()
        .map(|table| (table, first(table)))
        .collect();
    // In the order of the model, whichever was read first: of several errors the same one is told.
    found.sort_unstable_by_key(|(table, _)| *table);
    let (mut doses, mut anchors) = (Loaded::not_collected(&DOSES), Anchors::new());
    let mut others = Vec::new();
    for (table, found) in found {
        match found? {
            Found::Doses(read, of_courses) => (doses, anchors) = (read, of_courses),
            found @ (Found::Events(_) | Found::Waiting(_)) => others.push((table, found)),
        }
    }
    let second = |(table, found): (usize, Found)| -> Result<Loaded, IngestError> {
        let table_of_model = TABLES[table];
        match (found, &sources[table]) {
            (Found::Events(loaded) | Found::Doses(loaded, _), _) => Ok(loaded),
            (Found::Waiting(survey), Some(source)) => {
                let judge = CourseJudge::new(directory, table_of_model, Some(&anchors));
                let events =
                    Loaded::events(table_of_model, source, &survey, judge, weights, options)?;
                Ok(events.unwrap_or_else(|| Loaded::not_collected(table_of_model)))
            }
            (Found::Waiting(_), None) => Ok(Loaded::not_collected(table_of_model)),
        }
    };
    let others: Vec<_> = others.into_par_iter().map(second).collect();
    Ok((doses, others.into_iter().collect::<Result<_, _>>()?))
}

/// Splits the tables of an export by site and derives what a site's own rows decide.
fn split_sites(
    name: String,
    tables: Vec<Loaded>,
    course_sites: &[String],
    patient_sites: &[String],
    default_site: &String,
) -> Export {
    let mut names: Vec<&String> = course_sites.iter().chain(patient_sites).collect();
    names.sort_unstable();
    names.dedup();
    // An export without any row is its site's all the same: nothing is left of what it held.
    if names.is_empty() {
        names.push(default_site);
    }
    let range = |sites: &[String], site: &String| {
        let from = sites.partition_point(|s| s < site);
        from..sites.partition_point(|s| s <= site)
    };
    let mut sites: Vec<Site> = names
        .iter()
        .map(|&site| Site {
            site_id: site.clone(),
            tables: Vec::with_capacity(tables.len()),
        })
        .collect();
    let (mut ledgers, mut unlisted) = (Vec::new(), Vec::new());
    // Column by column: an export may be as large as memory allows, and only one of its columns is held twice.
    for mut loaded in tables {
        let rows: Vec<Range<usize>> = names
            .iter()
            .map(|site| match loaded.table.name {
                "courses" => range(course_sites, site),
                "patients" => range(patient_sites, site),
                _ => loaded.rows_of(range(course_sites, site)),
            })
            .collect();
        let mut columns: Vec<Vec<Values>> = vec![Vec::new(); names.len()];
        for values in std::mem::take(&mut loaded.columns) {
            // Most exports are one site's, whose rows are all there are.
            if let [columns] = columns.as_mut_slice() {
                columns.push(values);
                continue;
            }
            for (rows, columns) in rows.iter().zip(&mut columns) {
                columns.push(values.slice(rows.clone()));
            }
        }
        for (site, (rows, columns)) in sites.iter_mut().zip(rows.into_iter().zip(columns)) {
            let first = range(course_sites, &site.site_id).start;
            let table = site_table(&loaded, &site.site_id, rows, columns, first);
            site.tables.push(table);
        }
        ledgers.extend(loaded.ledger);
        unlisted.extend(loaded.unlisted);
    }
    Export {
        name,
        sites,
        ledgers,
        unlisted,
        checks: Vec::new(),
        warnings: Vec::new(),
        unread_files: Vec::new(),
    }
}

/// One site's rows of a table, with what its own rows decide. `first` is the place of the site's first course.
fn site_table(
    loaded: &Loaded,
    site: &str,
    rows: Range<usize>,
    mut columns: Vec<Values>,
    first: usize,
) -> SiteTable {
    let mut access = Columns {
        table: loaded.table,
        values: &mut columns,
    };
    match loaded.table.name {
        "courses" => derive_courses(&mut access, site),
        "patients" => access.set("site_id", constant(site, rows.len())),
        _ => {
            access.set("site_id", constant(site, rows.len()));
            let key = |&owner: &u32| i64::from(owner) - i64::try_from(first).unwrap_or_default();
            let owners = loaded.owners.get(rows).unwrap_or_default();
            let keys = Values::Integer(owners.iter().map(key).collect());
            access.set("course_key", keys);
        }
    }
    SiteTable {
        table: loaded.table,
        is_collected: loaded.is_collected,
        collected: loaded.collected.clone(),
        columns,
    }
}
