//! Facts: one row per course in the first of their tables, and in all of them keys of courses and their patients.

use super::faults::{Faults, integers};
use super::owners::Courses;
use super::site_files::SiteFiles;
use crate::store::parquet::shape_of;
use crate::store::snapshot::Snapshot;
use std::collections::BTreeSet;

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
    for &table in site.fact_tables.iter().filter(|table| **table != COURSES) {
        let Some(file) = site.of(table, faults) else {
            continue;
        };
        let shape = shape_of(&site.snapshot.folder().join(&file));
        // Terms and sites have no courses.
        if shape.is_ok_and(|(_, columns)| KEYS.iter().all(|key| columns.iter().any(|c| c == key))) {
            prove_keys(site, &file, courses, &mut seen, false, faults);
        }
    }
}

/// The tables of facts in a snapshot, of whatever site.
pub(super) fn tables(snapshot: &Snapshot) -> BTreeSet<&str> {
    let files = snapshot.manifest().files.iter();
    let tables = files.filter_map(|file| Some(file.path.split_once('/')?.0));
    tables.filter(|table| table.starts_with("facts_")).collect()
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
                notes.unless(!seen[course], "duplicate course_key", at);
                seen[course] = true;
            }
        }
    })
}
