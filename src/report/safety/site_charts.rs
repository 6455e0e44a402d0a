//! The charts of each site, where several are pooled.

use super::behind::PageSection;
use super::charts::{Points, draw_all};
use super::numbers::Numbers;
use crate::measures::safety::Review;
use crate::report::figures::{FigureError, FigureWidth};

/// A closed section for each site with courses enough.
pub(super) fn sections(
    review: &Review,
    width: FigureWidth,
) -> Result<Vec<PageSection>, FigureError> {
    let mut sections = Vec::new();
    for site in &review.sites {
        let points = Points {
            numbers: Numbers {
                rows: &site.review.rows,
            },
            series: &site.review.series,
            version_changes: &site.review.version_changes,
        };
        let section = PageSection::of_site(&site.site_id)
            .extent(format!("{} courses", site.review.courses))
            .text(
                "Charts of this site alone, each with the site’s own baseline. Sites are not compared.",
            )
            .drawn(draw_all(points, width)?);
        sections.push(section);
    }
    Ok(sections)
}
