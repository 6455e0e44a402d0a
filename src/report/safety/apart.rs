//! IL-2 after TIL: a block of its own, where the review is of HD IL-2 alone.

use super::behind::PageSection;
use super::indicator_tables::indicators;
use super::numbers::Numbers;
use super::one_page;
use super::sentinel::sentinel;
use super::version_notes;
use crate::measures::results::ReviewPart;
use crate::measures::safety::Review;

/// The block of IL-2 after TIL; `None` without a course.
pub(super) fn section(review: &Review) -> Option<PageSection> {
    let til = &review.apart.as_ref()?.til;
    let numbers = Numbers { rows: &til.rows };
    if til.courses == 0 {
        return None;
    }
    let heading = |what: &str, part| {
        numbers.periods(part).map_or_else(
            || what.to_owned(),
            |range| format!("{what}: {}", numbers.periods_in_words(range)),
        )
    };
    let table = indicators(
        &one_page::groups(numbers),
        &heading("Latest", ReviewPart::Latest),
        &heading("Baseline", ReviewPart::Baseline),
    );
    let events = sentinel(&til.sentinel);
    let n = til.sentinel.len();
    let plural = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    let section = PageSection::new("til", "IL-2 after TIL").extent(format!(
        "{}, {}",
        plural(til.courses, "course"),
        plural(n, "sentinel event")
    ));
    let text = "The numbers above exclude these courses: a TIL regimen begins with lymphodepletion and plans few doses of IL-2. With fewer than 20 courses there are no charts.";
    let versions = version_notes::recorded(til).join(" ");
    Some(
        section
            .text(text)
            .text(&versions)
            .table(Some(&table), "")
            .table(
                events.as_ref(),
                "No sentinel event was recorded for these courses.",
            ),
    )
}
