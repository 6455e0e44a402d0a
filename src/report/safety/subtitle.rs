//! Whom and when a review is about, in a line.

use super::numbers::Numbers;
use super::one_page::periods;
use crate::measures::results::{Level, Row, Stratum, VolumeFrom};
use crate::measures::safety::Review;
use crate::measures::safety::definitions::COURSES;
use crate::report::about::About;
use crate::report::wording;

/// Whom and when the review is about.
pub(super) fn subtitle(numbers: Numbers<'_>, review: &Review, about: &About) -> String {
    // Of one site alone there are no rows by site.
    let has_courses = |site_id: &str| {
        let is_of_it = |row: &&Row| {
            let levels = row.stratum.levels();
            row.measure == COURSES && levels.iter().any(|level| level.level == site_id)
        };
        about.sites.len() == 1 || numbers.rows.iter().any(|row| is_of_it(&row))
    };
    let sites: Vec<String> = about
        .sites
        .iter()
        .map(|site| site.site_id.clone())
        .filter(|site_id| has_courses(site_id))
        .collect();
    let who = match sites.as_slice() {
        [one] => format!("site {one}"),
        _ => format!("sites {}", wording::list(&sites)),
    };
    let Some(courses) = numbers.courses(&Stratum::Overall) else {
        return who;
    };
    let at_most = |row: &Row| wording::at_most(row.value.expect("a count has a value"), 0);
    let (mut when, mut a_year, mut left_out) = (String::new(), String::new(), String::new());
    for row in numbers.rows.iter().filter(|row| row.measure == COURSES) {
        let blocks = " of courses in their sequence, no dates being known";
        let grains = [
            (Level::Quarters, "quarter", ""),
            (Level::Years, "year", ""),
            (Level::Blocks, "block", blocks),
        ];
        let range = review.periods;
        let grain = grains.iter().find(|(level, ..)| *level == row.level);
        if let Some(((_, noun, blocks), range)) = grain.zip(range) {
            let plural = if row.value == Some(1.0) { "" } else { "s" };
            when = format!(", {noun}{plural} {}{blocks}", periods(range));
        }
        if let Level::CoursesAYear(from) = row.level {
            let why = match from {
                VolumeFrom::Assumed => " (assumed, no dates being known: --courses-a-year)",
                VolumeFrom::Given => " (given)",
                VolumeFrom::Counted => "",
            };
            a_year = format!("; {} courses a year{why}", at_most(row));
        }
        if row.level == Level::WithoutPeriod {
            left_out = format!("; {} more without a start are left out", at_most(row));
        }
    }
    let regimen = if review.apart.is_some() {
        " of HD IL-2"
    } else {
        ""
    };
    format!(
        "{} treated course{}{regimen} of {who}{when}{a_year}{left_out}",
        wording::at_most(courses, 0),
        if (courses - 1.0).abs() < 0.5 { "" } else { "s" },
    )
}

/// Up to when the data go: the period of the last start, and the exports they are of.
pub(super) fn data_cut(review: &Review, about: &About) -> String {
    let mut exports: Vec<&str> = about
        .files
        .iter()
        .map(|file| file.export.as_str())
        .collect();
    exports.sort_unstable();
    exports.dedup();
    let last = review.periods.map_or_else(
        || "no start known".to_owned(),
        |periods| format!("last start in {}", periods.last),
    );
    let of = match exports.len() {
        0 => String::new(),
        n => format!("; {n} export{}", if n == 1 { "" } else { "s" }),
    };
    format!(
        "Data cut: {last}{of}. il2-outcomes {}.",
        about.program_version
    )
}
