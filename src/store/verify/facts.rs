//! Facts: one row per course in the first of their tables, and in all of them keys of courses and their patients.

use super::faults::{Faults, integers};
use super::owners::Courses;
use super::site_files::SiteFiles;
use crate::store::manifest::StoredFile;
use crate::store::parquet::shape_of;

/// The table with one row per course.
const COURSES: &str = "facts_courses";
/// The columns that say of which course a fact is.
const KEYS: [&str; 2] = ["course_key", "patient_key"];

/// Proves the facts of a site.
pub(super) fn prove(site: &SiteFiles<'_>, courses: &Courses, faults: &mut Faults) {
    let mut seen = vec![false; courses.ids.len()];
    if let Some(file) = site.of(COURSES, faults) {
        let is_read = prove_keys(site, &file, courses, &mut seen, true, faults);
        if is_read && seen.contains(&false) {
            faults.add(&file, "lacks courses");
        }
    }
    for table in others(site) {
        let Some(file) = site.of(&table, faults) else {
            continue;
        };
        let shape = shape_of(&site.snapshot.folder().join(&file));
        // Terms and sites have no courses.
        if shape.is_ok_and(|(_, columns)| KEYS.iter().all(|key| columns.iter().any(|c| c == key))) {
            prove_keys(site, &file, courses, &mut seen, false, faults);
        }
    }
}

/// The other tables of facts, of any site: each site has all of them.
fn others(site: &SiteFiles<'_>) -> Vec<String> {
    let manifest = site.snapshot.manifest();
    let table = |file: &StoredFile| {
        let (table, _) = file.path.split_once('/')?;
        (table.starts_with("facts_") && table != COURSES).then(|| table.to_owned())
    };
    let mut tables: Vec<String> = manifest.files.iter().filter_map(table).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// Proves that rows are of courses of the site and of these courses' patients; of each course once where asked.
fn prove_keys(
    site: &SiteFiles<'_>,
    file: &str,
    courses: &Courses,
    seen: &mut [bool],
    is_once: bool,
    faults: &mut Faults,
) -> bool {
    faults.look_at(site.snapshot, file, &KEYS, |batch, before, notes| {
        let (keys, patients) = (integers(batch, 0), integers(batch, 1));
        for row in 0..batch.num_rows() {
            let at = before + row;
            let Some(course) = courses.index(keys[row]) else {
                notes.unless(false, "course_key is of no course of the site", at);
                continue;
            };
            let is_patient = patients[row] == Some(courses.patients[course]);
            notes.unless(is_patient, "patient_key is not that of the course", at);
            if is_once {
                notes.unless(!seen[course], "course_key stands twice", at);
                seen[course] = true;
            }
        }
    })
}
