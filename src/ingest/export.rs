//! One export folder, read whole: courses first, then what belongs to them.

use super::courses::derive_courses;
use super::derive::{
    Columns, constant, count_repeated, derive_dialysis, derive_doses, derive_measurements,
    derive_medications, derive_toxicities, derive_vasopressors, warning,
};
use super::directory::{CourseJudge, Directory, OwnerJudge};
use super::error::IngestError;
use super::finish::{into_columns, keep_rows};
use super::quarantine::{FileLedger, Unlisted, Warning};
use super::sheet::{Growing, Judge, Reference, Sheet, read_sheet};
use super::source::{Source, find_sources, folder_name};
use crate::model::{COURSES, DOSES, PATIENTS, TABLES, TOLERANCE, Table, Values};
use rayon::prelude::*;
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
    /// What is odd, and was kept.
    pub warnings: Vec<Warning>,
}

/// A table with its rows in the order of the store, over all sites of the export.
struct Loaded {
    table: &'static Table,
    is_collected: bool,
    collected: Vec<bool>,
    columns: Vec<Values>,
    /// Place of each row's course (or patient) in the export.
    owners: Vec<u32>,
    ledger: Option<FileLedger>,
    unlisted: Vec<Unlisted>,
    warnings: Vec<Warning>,
}

/// Reads one export folder. Rows that break the model are set aside, whatever their share.
///
/// # Errors
///
/// Where a file cannot be read, a required table or column is missing, or an identifier stands in the data.
pub fn read_export(folder: &Path, options: &Options) -> Result<Export, IngestError> {
    let name = folder_name(folder);
    let sources = find_sources(folder)?;
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
    let (course_source, dose_source) = (required(&COURSES)?, required(&DOSES)?);
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
    let mut directory = Directory::new(ids, &texts("patient_id"), &default_site);

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

    let doses = Loaded::doses(dose_source, &mut directory, options)?;
    let weights: Vec<f64> = (0..course_sites.len())
        .map(|row| column("weight_kg").decimal(row).unwrap_or(f64::NAN))
        .collect();
    let others: Vec<Loaded> = TABLES[3..]
        .par_iter()
        .map(|table| match source(table) {
            Some(source) => Loaded::events(table, source, &directory, &weights, options),
            None => Ok(Loaded::not_collected(table)),
        })
        .collect::<Result<_, _>>()?;

    let mut tables = vec![courses, patients, doses];
    tables.extend(others);
    Ok(split_sites(name, tables, &course_sites, &patient_sites))
}

impl Loaded {
    fn not_collected(table: &'static Table) -> Self {
        Self {
            table,
            is_collected: false,
            collected: vec![false; table.columns.len()],
            columns: table
                .columns
                .iter()
                .map(|column| Values::none_of(column.kind))
                .collect(),
            owners: Vec::new(),
            ledger: None,
            unlisted: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Courses or patients, sorted by site and identifier.
    fn owners(
        table: &'static Table,
        source: &Source,
        judge: &mut OwnerJudge<'_>,
        options: &Options,
    ) -> Result<Self, IngestError> {
        let (mut sheet, sha256) = read(table, source, judge, options)?;
        let kept = keep_rows(&mut sheet);
        let id_column = table
            .columns
            .iter()
            .position(|column| column.is_required())
            .unwrap_or_default();
        let Growing::Code(codes) = &sheet.columns[id_column] else {
            return Ok(Self::not_collected(table));
        };
        let place = |row: u32| match sheet.references[row as usize] {
            Reference::To(place) | Reference::Unknown(place) => place,
        };
        let words = &sheet.words[id_column];
        let mut order: Vec<u32> = kept.clone();
        let by_name = |row: &u32| {
            (
                &judge.sites[place(*row) as usize],
                words.text(codes[*row as usize]),
            )
        };
        order.sort_unstable_by(|a, b| by_name(a).cmp(&by_name(b)));
        let mut ranks = vec![u32::MAX; sheet.references.len()];
        let mut owners = Vec::with_capacity(order.len());
        for (rank, &row) in (0..).zip(&order) {
            ranks[row as usize] = rank;
            owners.push(place(row));
        }
        let mut loaded = Self::finish(sheet, kept, &ranks, source, sha256);
        // From here on the owner is what tells the row's site.
        loaded.owners = owners;
        Ok(loaded)
    }

    /// Doses: they give each course its hour 0, from which the hours of all date-times are counted.
    fn doses(
        source: &Source,
        directory: &mut Directory,
        options: &Options,
    ) -> Result<Self, IngestError> {
        let (mut sheet, sha256) = read(
            &DOSES,
            source,
            &mut CourseJudge::new(directory, &DOSES),
            options,
        )?;
        let kept = keep_rows(&mut sheet);
        let ranks = course_places(&sheet);
        let (status_place, hour_place) = (
            DOSES.place("status").unwrap_or_default(),
            DOSES.place("hour").unwrap_or_default(),
        );
        let given = sheet.words[status_place].code("given");
        for &row in &kept {
            let (row, course) = (row as usize, ranks[row as usize] as usize);
            let Growing::Code(status) = &sheet.columns[status_place] else {
                continue;
            };
            if let (true, Some(moment)) = (status[row] == given, sheet.moments[row]) {
                let anchor = &mut directory.anchors[course];
                *anchor = Some(anchor.map_or(moment, |earliest: i64| earliest.min(moment)));
            }
        }
        if let Growing::Decimal(hours) = &mut sheet.columns[hour_place] {
            for &row in &kept {
                let (row, course) = (row as usize, ranks[row as usize] as usize);
                if let (true, Some(moment), Some(anchor)) = (
                    hours[row].is_nan(),
                    sheet.moments[row],
                    directory.anchors[course],
                ) {
                    hours[row] = (moment - anchor) as f64 / 3600.0;
                }
            }
        }
        let mut loaded = Self::finish(sheet, kept, &ranks, source, sha256);
        let mut columns = Columns {
            table: &DOSES,
            values: &mut loaded.columns,
        };
        loaded.unlisted = derive_doses(&mut columns);
        let late = courses_not_from_zero(&columns, &loaded.owners);
        let message = "the first given dose of the course is not at hour 0";
        loaded.warnings = warning(DOSES.name, "first_dose_not_at_hour_0", message, late);
        Ok(loaded)
    }

    /// A table of events of courses.
    fn events(
        table: &'static Table,
        source: &Source,
        directory: &Directory,
        weights: &[f64],
        options: &Options,
    ) -> Result<Self, IngestError> {
        let (mut sheet, sha256) = read(
            table,
            source,
            &mut CourseJudge::new(directory, table),
            options,
        )?;
        let kept = keep_rows(&mut sheet);
        let ranks = course_places(&sheet);
        let mut loaded = Self::finish(sheet, kept, &ranks, source, sha256);
        let weights: Vec<f64> = if table.name == "vasopressors" {
            loaded
                .owners
                .iter()
                .map(|&course| weights[course as usize])
                .collect()
        } else {
            Vec::new()
        };
        let mut columns = Columns {
            table,
            values: &mut loaded.columns,
        };
        (loaded.unlisted, loaded.warnings) = match table.name {
            "toxicities" => (derive_toxicities(&mut columns), Vec::new()),
            "vasopressors" => derive_vasopressors(&mut columns, &weights),
            "measurements" => derive_measurements(&mut columns),
            "medications" => (derive_medications(&mut columns), Vec::new()),
            "dialysis" => {
                derive_dialysis(&mut columns);
                (Vec::new(), Vec::new())
            }
            _ => (Vec::new(), Vec::new()),
        };
        let message = "the row is the same as another";
        loaded.warnings.extend(warning(
            table.name,
            "identical_rows",
            message,
            count_repeated(&columns, &loaded.owners),
        ));
        Ok(loaded)
    }

    /// Sorts and closes a table. `ranks` gives the place of each row's owner.
    fn finish(
        mut sheet: Sheet,
        kept: Vec<u32>,
        ranks: &[u32],
        source: &Source,
        sha256: String,
    ) -> Self {
        let table = sheet.table;
        sheet.set_aside.sort_by_key(|row| row.line);
        let ledger = FileLedger {
            file: source.name.clone(),
            table: table.name,
            sha256,
            read: sheet.read,
            stored: kept.len() as u64,
            set_aside: std::mem::take(&mut sheet.set_aside),
            unnamed_columns: std::mem::take(&mut sheet.header.unnamed),
        };
        let has = |place: usize| sheet.header.has(place);
        let collected = (0..table.columns.len())
            .map(|place| has(place) || has_default(table, place))
            .collect();
        let (columns, order) = into_columns(sheet, kept, ranks);
        let owners = order.iter().map(|&row| ranks[row as usize]).collect();
        Self {
            table,
            is_collected: true,
            collected,
            columns,
            owners,
            ledger: Some(ledger),
            unlisted: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

fn read(
    table: &'static Table,
    source: &Source,
    judge: &mut dyn Judge,
    options: &Options,
) -> Result<(Sheet, String), IngestError> {
    let survey = source.survey()?;
    let sheet = read_sheet(table, source, &survey, judge, options.latest_year)?;
    Ok((sheet, survey.sha256))
}

fn has_default(table: &Table, place: usize) -> bool {
    matches!(
        table.columns[place].presence,
        crate::model::Presence::Default(_)
    )
}

/// The place of each row's course; rows without one have none.
fn course_places(sheet: &Sheet) -> Vec<u32> {
    let place = |reference: &Reference| match *reference {
        Reference::To(place) => place,
        Reference::Unknown(_) => u32::MAX,
    };
    sheet.references.iter().map(place).collect()
}

/// How many courses have hours of given doses, the earliest of which is not 0.
fn courses_not_from_zero(columns: &Columns<'_>, owners: &[u32]) -> u64 {
    let (status, hour) = (columns.column("status"), columns.column("hour"));
    let mut late = 0;
    let mut row = 0;
    for run in owners.chunk_by(|a, b| a == b) {
        let hours = (row..row + run.len())
            .filter(|&r| status.text(r) == Some("given"))
            .filter_map(|r| hour.decimal(r));
        late += u64::from(
            hours
                .reduce(f64::min)
                .is_some_and(|first| first.abs() > TOLERANCE),
        );
        row += run.len();
    }
    late
}

/// Splits the tables of an export by site and derives what a site's own rows decide.
fn split_sites(
    name: String,
    tables: Vec<Loaded>,
    course_sites: &[String],
    patient_sites: &[String],
) -> Export {
    let mut names: Vec<&String> = course_sites.iter().chain(patient_sites).collect();
    names.sort_unstable();
    names.dedup();
    let range = |sites: &[String], site: &String| {
        let from = sites.partition_point(|s| s < site);
        from..sites.partition_point(|s| s <= site)
    };
    let sites = names.iter().map(|&site| {
        let courses = range(course_sites, site);
        let tables = tables.iter().map(|loaded| {
            let rows = match loaded.table.name {
                "courses" => courses.clone(),
                "patients" => range(patient_sites, site),
                _ => {
                    let below = |end: usize| {
                        loaded
                            .owners
                            .partition_point(|&owner| (owner as usize) < end)
                    };
                    below(courses.start)..below(courses.end)
                }
            };
            let mut columns: Vec<Values> = loaded
                .columns
                .iter()
                .map(|values| values.slice(rows.clone()))
                .collect();
            let mut access = Columns {
                table: loaded.table,
                values: &mut columns,
            };
            match loaded.table.name {
                "courses" => derive_courses(&mut access, site),
                "patients" => access.set("site_id", constant(site, rows.len())),
                _ => {
                    access.set("site_id", constant(site, rows.len()));
                    let key = |&owner: &u32| {
                        i64::from(owner) - i64::try_from(courses.start).unwrap_or_default()
                    };
                    let owners = loaded.owners.get(rows.clone()).unwrap_or_default();
                    access.set(
                        "course_key",
                        Values::Integer(owners.iter().map(key).collect()),
                    );
                }
            }
            SiteTable {
                table: loaded.table,
                is_collected: loaded.is_collected,
                collected: loaded.collected.clone(),
                columns,
            }
        });
        Site {
            site_id: site.clone(),
            tables: tables.collect(),
        }
    });
    let sites = sites.collect();
    let mut export = Export {
        name,
        sites,
        ledgers: Vec::new(),
        unlisted: Vec::new(),
        warnings: Vec::new(),
    };
    for loaded in tables {
        export.ledgers.extend(loaded.ledger);
        export.unlisted.extend(loaded.unlisted);
        export.warnings.extend(loaded.warnings);
    }
    export
}
