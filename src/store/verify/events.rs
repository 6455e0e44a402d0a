//! Events: each belongs to a course of its site, and none that has a key stands twice.

use super::faults::{Faults, integers, text};
use super::owners::Courses;
use super::site_files::SiteFiles;
use crate::model::{Kind, Presence, Table};

/// Proves one table of a site.
pub(super) fn prove(site: &SiteFiles<'_>, table: &Table, courses: &Courses, faults: &mut Faults) {
    let Some(file) = site.of(table.name, faults) else {
        return;
    };
    // Within a course, whole numbers distinguish rows with a key.
    let is_number = |kind: Kind| matches!(kind, Kind::Integer { .. });
    let within = table
        .columns
        .iter()
        .filter(|column| column.presence == Presence::Key && is_number(column.kind));
    let mut columns = vec!["site_id", "course_id", "course_key"];
    columns.extend(within.map(|column| column.name));
    let mut last: Option<Vec<Option<i64>>> = None;
    faults.look_at(site.snapshot, &file, &columns, |batch, before, notes| {
        let numbers: Vec<Vec<Option<i64>>> = (2..columns.len())
            .map(|column| integers(batch, column))
            .collect();
        for row in 0..batch.num_rows() {
            let at = before + row;
            let is_of_site = text(batch, 0, row) == Some(&site.site.site_id);
            notes.unless(is_of_site, "site_id is not the file's site", at);
            let course = courses.index(numbers[0][row]);
            notes.unless(
                course.is_some(),
                "course_key is of no course of the site",
                at,
            );
            let is_named = course.is_none_or(|course| {
                text(batch, 1, row) == courses.ids.get(course).map(String::as_str)
            });
            notes.unless(is_named, "course_id is not that of course_key", at);
            let key: Vec<Option<i64>> = numbers.iter().map(|column| column[row]).collect();
            let is_known = key.iter().all(Option::is_some);
            notes.unless(is_known, "a part of the key is absent", at);
            // Rows lie together by course, and within it in the order of the key.
            let is_next = last.as_ref().is_none_or(|last| {
                if key.len() > 1 {
                    *last < key
                } else {
                    *last <= key
                }
            });
            let what = if key.len() > 1 {
                "the key is a duplicate or out of order"
            } else {
                "rows of a course do not lie together"
            };
            notes.unless(is_next, what, at);
            last = Some(key);
        }
    });
}
