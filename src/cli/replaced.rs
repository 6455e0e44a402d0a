//! What a site of a store loses and gains when it is brought again, in words.

use crate::notation::{shown, thousands};
use crate::store::Replacement;

/// What goes and what comes where a site is replaced: `site elm: 7 courses are replaced by 2, 98 doses by 28; no longer
/// collected: stays`.
pub(super) fn replacement(replaced: &Replacement, is_done: bool) -> String {
    let Replacement {
        site_id,
        courses: [courses, new_courses],
        doses: [doses, new_doses],
        lost_tables,
    } = replaced;
    let plural = |number: u64| if number == 1 { "" } else { "s" };
    let are = match (is_done, *courses) {
        (false, _) => "would be",
        (true, 1) => "is",
        (true, _) => "are",
    };
    let lost = if lost_tables.is_empty() {
        String::new()
    } else {
        format!("; no longer collected: {}", lost_tables.join(", "))
    };
    format!(
        "site {}: {} course{} {are} replaced by {}, {} dose{} by {}{lost}",
        shown(site_id),
        thousands(*courses),
        plural(*courses),
        thousands(*new_courses),
        thousands(*doses),
        plural(*doses),
        thousands(*new_doses),
    )
}

/// What each site would lose.
pub(super) fn losses(sites: &[Replacement]) -> String {
    let lines: Vec<String> = sites.iter().map(|it| replacement(it, false)).collect();
    lines.join("\nerror: ")
}
