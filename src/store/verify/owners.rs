//! Courses and patients: their keys stand once, and the keys of the store belong to them.

use super::faults::{Faults, integers, text};
use super::site_files::SiteFiles;
use crate::model::{COURSES, PATIENTS};
use std::collections::{HashMap, HashSet};

/// The courses of a site, by their index in its file.
pub(super) struct Courses {
    /// The course's identifier.
    pub(super) ids: Vec<String>,
    /// The key of the course's patient.
    pub(super) patients: Vec<i64>,
    first_key: i64,
}

impl Courses {
    /// The index of the course with this key.
    pub(super) fn index(&self, key: Option<i64>) -> Option<usize> {
        let index = usize::try_from(key?.checked_sub(self.first_key)?).ok()?;
        (index < self.ids.len()).then_some(index)
    }
}

/// Proves the courses of a site; `None` where they cannot be read, so that nothing can be said of what refers to them.
pub(super) fn prove_courses(site: &SiteFiles<'_>, faults: &mut Faults) -> Option<Courses> {
    let file = site.of(COURSES.name, faults)?;
    let first_key = site.first_key();
    let mut courses = Courses {
        ids: Vec::new(),
        patients: Vec::new(),
        first_key,
    };
    let mut ids: HashSet<String> = HashSet::new();
    let mut keys: HashMap<String, i64> = HashMap::new();
    let mut patients: HashMap<i64, String> = HashMap::new();
    let columns = [
        "site_id",
        "course_id",
        "patient_id",
        "course_key",
        "patient_key",
    ];
    let is_read = faults.look_at(site.snapshot, &file, &columns, |batch, before, notes| {
        let (course_keys, patient_keys) = (integers(batch, 3), integers(batch, 4));
        for row in 0..batch.num_rows() {
            let at = before + row;
            let is_of_site = text(batch, 0, row) == Some(&site.site.site_id);
            notes.unless(is_of_site, "site_id is not the file's site", at);
            // An absent identifier is as bad as an empty one.
            let id = text(batch, 1, row).unwrap_or_default();
            let is_new = !id.is_empty() && ids.insert(id.to_owned());
            notes.unless(is_new, "course_id is absent or a duplicate", at);
            let is_key = course_keys[row] == Some(first_key + at as i64);
            notes.unless(is_key, "course_key is not the course's place", at);
            // An absent patient is as bad as an empty one.
            let patient = text(batch, 2, row).unwrap_or_default();
            let key = patient_keys[row].unwrap_or(-1);
            let is_one = *keys.entry(patient.to_owned()).or_insert(key) == key
                && patients.entry(key).or_insert_with(|| patient.to_owned()) == patient
                && !patient.is_empty();
            notes.unless(
                is_one,
                "patient_key and patient_id do not belong together",
                at,
            );
            let is_of_site = key >> 32 == first_key >> 32;
            notes.unless(is_of_site, "patient_key is not of the file's site", at);
            courses.ids.push(id.to_owned());
            courses.patients.push(key);
        }
    });
    is_read.then_some(courses)
}

/// Proves the patients of a site. Neither needs a patient a course nor a course a patient's row.
pub(super) fn prove_patients(site: &SiteFiles<'_>, faults: &mut Faults) {
    let Some(file) = site.of(PATIENTS.name, faults) else {
        return;
    };
    let mut last = String::new();
    let columns = ["site_id", "patient_id"];
    faults.look_at(site.snapshot, &file, &columns, |batch, before, notes| {
        for row in 0..batch.num_rows() {
            let is_of_site = text(batch, 0, row) == Some(&site.site.site_id);
            notes.unless(is_of_site, "site_id is not the file's site", before + row);
            // An absent identifier is no greater than any other.
            let id = text(batch, 1, row).unwrap_or_default();
            let what = "patient_id is absent, a duplicate or out of order";
            notes.unless(*last < *id, what, before + row);
            id.clone_into(&mut last);
        }
    });
}
