//! CTCAE versions in words: what is recorded of them, and where numbers pool several.

use crate::measures::safety::Review;
use crate::report::wording;

/// What is said where no course has a version.
const NOT_RECORDED: &str =
    "CTCAE version not recorded: a change of version may look like a change in toxicity.";

/// What is recorded of the CTCAE versions by which toxicities were graded, for the one page.
pub(super) fn recorded(review: &Review) -> Vec<String> {
    let versions = &review.versions;
    let mut notes = Vec::new();
    if versions.distinct.is_empty() {
        notes.push(NOT_RECORDED.to_owned());
    } else if versions.without > 0 {
        notes.push(format!(
            "CTCAE version not recorded for {}.",
            courses(versions.without)
        ));
    }
    if versions.n_others() > 0 {
        notes.push(format!(
            "{} graded by another CTCAE version than most courses of the period: the table includes them, the charts of graded indicators exclude them.",
            courses(versions.n_others())
        ));
    }
    notes
}

/// The note of a table whose graded indicators pool CTCAE versions; `None` where one version graded all courses.
pub(super) fn pooled(review: &Review) -> Option<String> {
    let versions = &review.versions;
    let without = versions.without;
    match versions.distinct.as_slice() {
        [] => Some(NOT_RECORDED.to_owned()),
        [_] if without == 0 => None,
        versions => {
            let more = if without > 0 {
                format!(" with {} without a recorded version", courses(without))
            } else {
                String::new()
            };
            Some(format!(
                "Grade ≥ 3 toxicity and serious harm pool courses graded by CTCAE {}{more}: a difference may come from the version.",
                wording::list(versions)
            ))
        }
    }
}

fn courses(n: usize) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} course{plural}", wording::count(n as i64))
}
