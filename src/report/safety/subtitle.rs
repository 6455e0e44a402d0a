//! Whom and when a review is about, in a line.

use super::numbers::{Numbers, periods};
use crate::measures::results::{Level, Row, Stratum, VolumeFrom};
use crate::measures::safety::Review;
use crate::measures::safety::definitions::COURSES;
use crate::report::about::About;
use crate::report::wording;

/// Whom and when the review is about.
pub(super) fn subtitle(numbers: Numbers<'_>, review: &Review) -> String {
    let who = match review.site_ids.as_slice() {
        [one] => format!("at site {one}"),
        sites => format!("at sites {}", wording::list(sites)),
    };
    let Some(courses) = numbers.courses(&Stratum::Overall) else {
        return "No treated course".to_owned();
    };
    let at_most = |row: &Row| wording::at_most(row.value.expect("a count has a value"), 0);
    let (mut when, mut a_year, mut left_out) = (String::new(), String::new(), String::new());
    for row in numbers.rows.iter().filter(|row| row.measure == COURSES) {
        let blocks = " of courses in sequence (start dates not recorded)";
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
                VolumeFrom::Assumed => " (assumed; --courses-a-year sets it)",
                VolumeFrom::Given => " (given)",
                VolumeFrom::Counted => "",
            };
            a_year = format!("; {} courses a year{why}", at_most(row));
        }
        if row.level == Level::WithoutPeriod {
            left_out = format!("; {} more excluded (start not recorded)", at_most(row));
        }
    }
    let regimen = if review.apart.is_some() {
        "HD IL-2 "
    } else {
        ""
    };
    format!(
        "{} treated {regimen}course{} {who}{when}{a_year}{left_out}",
        wording::at_most(courses, 0),
        if (courses - 1.0).abs() < 0.5 { "" } else { "s" },
    )
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Up to when the data go: the last start as it was collected, and the exports. An export has no date: the data model has no
/// place for one, and the files' own would differ from copy to copy.
pub(super) fn data_cut(review: &Review, about: &About) -> String {
    let mut exports: Vec<&str> = about
        .files
        .iter()
        .map(|file| file.export.as_str())
        .collect();
    exports.sort_unstable();
    exports.dedup();
    let last = match review.last_start {
        None => "last start not recorded".to_owned(),
        Some((year, month)) => {
            let month = month.and_then(|month| usize::try_from(month - 1).ok());
            match month.and_then(|month| MONTHS.get(month)) {
                Some(month) => format!("last start in {month} {year}"),
                None => format!("last start in {year}"),
            }
        }
    };
    let of = match exports.len() {
        0 => String::new(),
        1 => "; 1 export, date not recorded".to_owned(),
        n => format!("; {n} exports, dates not recorded"),
    };
    format!(
        "Data cut: {last}{of}. il2-outcomes {}.",
        about.program_version
    )
}
