//! Identifiers of courses and patients beside each other: whether the two tables are of the same patients, and which
//! identifiers differ in their spelling alone.

use super::id_forms::difference;
use super::owners::Owners;
use crate::ingest::error::IngestError;
use crate::ingest::text::ids::{IdColumn, folded};
use crate::model::{COURSES, PATIENTS, Values};
use foldhash::{HashMap, HashMapExt};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Refuses an export of whose patients none has a course: sex, diagnosis and survival of all courses would be absent.
///
/// # Errors
///
/// [`IngestError::NoCommonPatient`].
pub(in crate::ingest) fn demand_common_patient(
    folder: &str,
    courses: &Owners,
    patients: &Owners,
    sites: &[String],
) -> Result<(), IngestError> {
    if patients.rows.frame.rows() == 0 || have_common(names(courses), names(patients)) {
        return Ok(());
    }
    let of_courses: BTreeSet<(u32, &str)> = names(courses).collect();
    let of_patients: BTreeSet<(u32, &str)> = names(patients).collect();
    Err(IngestError::NoCommonPatient {
        folder: folder.to_owned(),
        patients: of_patients.len() as u64,
        of_courses: of_courses.len() as u64,
        difference: difference(&of_patients, &of_courses, sites),
    })
}

/// The patients of a table, each with the index of its site, in this order.
fn names(owners: &Owners) -> impl Iterator<Item = (u32, &str)> {
    let ids = owners.rows.frame.column("patient_id");
    let rows = owners.rows.owners.iter().enumerate();
    rows.filter_map(|(row, &site)| Some((site, ids.text(row)?)))
}

/// Whether two lists that are in order have an item in common.
fn have_common<T: Ord>(
    mut some: impl Iterator<Item = T>,
    mut others: impl Iterator<Item = T>,
) -> bool {
    let (mut one, mut other) = (some.next(), others.next());
    while let (Some(a), Some(b)) = (&one, &other) {
        match a.cmp(b) {
            Ordering::Less => one = some.next(),
            Ordering::Equal => return true,
            Ordering::Greater => other = others.next(),
        }
    }
    false
}

/// Counts the rows of courses and patients whose identifier differs from another one in its spelling alone.
pub(in crate::ingest) fn count_alike(courses: &mut Owners, patients: &mut Owners) {
    let of_column = |owners: &Owners, column: &str| Ids {
        sites: owners.rows.owners.clone(),
        ids: owners.rows.frame.column(column).clone(),
    };
    let ids = [of_column(courses, "course_id")];
    let [alike] = rows_alike(&ids);
    add(courses, COURSES.index("course_id"), alike);
    let ids = [
        of_column(courses, "patient_id"),
        of_column(patients, "patient_id"),
    ];
    let [of_courses, of_patients] = rows_alike(&ids);
    add(courses, COURSES.index("patient_id"), of_courses);
    add(patients, PATIENTS.index("patient_id"), of_patients);
}

/// Of the sites of all exports that are read together, those that differ from another one in its spelling alone.
pub(in crate::ingest) fn sites_alike(sites: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut spellings: HashMap<String, Vec<&str>> = HashMap::new();
    for site in sites {
        spellings.entry(folded(site)).or_default().push(site);
    }
    let alike = spellings.into_values().filter(|spelled| spelled.len() > 1);
    alike.flatten().map(str::to_owned).collect()
}

/// Counts the rows of courses and patients that are of these sites, of all of the export.
pub(in crate::ingest) fn count_sites_alike<'a>(
    courses: &mut Owners,
    patients: &mut Owners,
    sites: impl Iterator<Item = &'a str>,
    alike: &BTreeSet<String>,
) {
    let is_alike: Vec<bool> = sites.map(|site| alike.contains(site)).collect();
    for (owners, column) in [
        (courses, COURSES.index("site_id")),
        (patients, PATIENTS.index("site_id")),
    ] {
        let of_rows = owners.rows.owners.iter();
        let alike = of_rows.filter(|&&site| is_alike[site as usize]).count();
        let mut found = IdColumn::new();
        found.rows = owners.rows.owners.len() as u64;
        found.alike = alike as u64;
        owners.summary.ids.retain(|(index, _)| *index != column);
        owners.summary.ids.push((column, found));
    }
}

/// A column of identifiers, each with the index of its site.
struct Ids {
    sites: Vec<u32>,
    ids: Values,
}

/// For each column the number of rows whose identifier is not that of another row of any of the columns at its site, but
/// is written nearly as it.
fn rows_alike<const N: usize>(columns: &[Ids; N]) -> [u64; N] {
    let rows = |column: &'_ Ids| -> Vec<(u32, String)> { Vec::with_capacity(column.sites.len()) };
    let mut folded_ids = columns.each_ref().map(rows);
    // The only spelling of each, or none where there are several.
    let mut spellings: HashMap<(u32, String), Option<String>> = HashMap::new();
    for (column, keys) in columns.iter().zip(&mut folded_ids) {
        for (row, &site) in column.sites.iter().enumerate() {
            let id = column.ids.text(row).unwrap_or("");
            let key = (site, folded(id));
            keys.push(key.clone());
            let spelling = spellings.entry(key).or_insert_with(|| Some(id.to_owned()));
            if spelling.as_deref().is_some_and(|other| other != id) {
                *spelling = None;
            }
        }
    }
    folded_ids.map(|keys| {
        let is_alike = |key: &&(u32, String)| spellings[*key].is_none();
        keys.iter().filter(is_alike).count() as u64
    })
}

/// Notes how many rows of a column have an identifier that is written nearly as another one.
fn add(owners: &mut Owners, column: usize, alike: u64) {
    let mut columns = owners.summary.ids.iter_mut();
    if let Some((_, ids)) = columns.find(|(index, _)| *index == column) {
        ids.alike = alike;
    }
}
