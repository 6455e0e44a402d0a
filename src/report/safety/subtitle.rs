//! Whom and when a review is about, in a line.

use super::numbers::Numbers;
use super::one_page::periods;
use crate::measures::results::Row;
use crate::report::about::About;
use crate::report::wording;

/// Whom and when the review is about.
pub(super) fn subtitle(numbers: Numbers<'_>, about: &About) -> String {
    let sites: Vec<String> = about
        .sites
        .iter()
        .map(|site| site.site_id.clone())
        .collect();
    let who = match sites.as_slice() {
        [one] => format!("site {one}"),
        _ => format!("sites {}", wording::list(&sites)),
    };
    let Some(courses) = numbers.courses("overall") else {
        return who;
    };
    let of_all = |level: &'static str| {
        let is_it =
            move |row: &&Row| row.measure == "quality.courses" && row.level.starts_with(level);
        numbers.rows.iter().find(is_it)
    };
    let whole = of_all("periods.");
    let when = whole.map_or_else(String::new, |row| {
        let noun = row.level.trim_start_matches("periods.");
        let range = periods(row.stratum.trim_start_matches("period="));
        let plural = if row.value == Some(1.0) { "" } else { "s" };
        let blocks = if noun == "block" {
            " of courses in their sequence, no dates being known"
        } else {
            ""
        };
        format!(", {noun}{plural} {range}{blocks}")
    });
    let a_year = of_all("a_year.");
    let a_year = a_year.map_or_else(String::new, |row| {
        let number = wording::at_most(row.value.expect("a count has a value"), 0);
        let why = match row.level.as_str() {
            "a_year.assumed" => " (assumed, no dates being known: --courses-a-year)",
            "a_year.given" => " (given)",
            _ => "",
        };
        format!("; {number} courses a year{why}")
    });
    let left_out = of_all("without_period").map_or_else(String::new, |row| {
        let n = wording::at_most(row.value.expect("a count has a value"), 0);
        format!("; {n} more without a start are left out")
    });
    format!(
        "{} treated course{} of {who}{when}{a_year}{left_out}",
        wording::at_most(courses, 0),
        if (courses - 1.0).abs() < 0.5 { "" } else { "s" },
    )
}
