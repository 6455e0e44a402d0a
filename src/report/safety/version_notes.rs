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
    if review.versions.distinct.is_empty() {
        return Some(NOT_RECORDED.to_owned());
    }
    pooled_in(review, "Grade ≥ 3 toxicity and serious harm pool")
}

/// The note of the table of toxicity of any grade, where it pools several CTCAE versions.
pub(super) fn pooled_any_grade(review: &Review) -> Option<String> {
    pooled_in(review, "Toxicity of any grade pools")
}

/// That numbers pool courses of these CTCAE versions; `None` where one version graded all courses, or none is recorded.
fn pooled_in(review: &Review, numbers_pool: &str) -> Option<String> {
    let (versions, without) = (&review.versions.distinct, review.versions.without);
    let is_pooled = versions.len() > 1 || !versions.is_empty() && without > 0;
    let more = if without > 0 {
        format!(" with {} without a recorded version", courses(without))
    } else {
        String::new()
    };
    is_pooled.then(|| {
        format!(
            "{numbers_pool} courses graded by CTCAE {}{more}: a difference may come from the version.",
            wording::list(versions)
        )
    })
}

fn courses(n: usize) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} course{plural}", wording::count(n as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_that_pools_ctcae_versions_says_so() {
        let of = |versions: &[&str], without| {
            let mut review = Review::default();
            review.versions.distinct = versions.iter().map(|&it| it.to_owned()).collect();
            review.versions.without = without;
            (pooled(&review), pooled_any_grade(&review))
        };
        assert_eq!(of(&["5.0"], 0), (None, None));
        assert_eq!(of(&[], 7), (Some(NOT_RECORDED.to_owned()), None));
        let ending =
            "courses graded by CTCAE 4.03 and 5.0: a difference may come from the version.";
        let (severe, any) = of(&["4.03", "5.0"], 0);
        let start = "Grade ≥ 3 toxicity and serious harm pool";
        assert_eq!(severe, Some(format!("{start} {ending}")));
        assert_eq!(any, Some(format!("Toxicity of any grade pools {ending}")));
        let (_, any) = of(&["5.0"], 1);
        let said = "Toxicity of any grade pools courses graded by CTCAE 5.0 with 1 course without a recorded version: a difference may come from the version.";
        assert_eq!(any.as_deref(), Some(said));
    }
}
