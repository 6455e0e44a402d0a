//! The safety review as a page: one page that stands alone, and closed sections behind it.

mod apart;
mod behind;
mod case_mix;
mod change;
mod charts;
mod completeness;
mod course_panels;
mod headline;
mod indicator_tables;
mod names;
mod numbers;
mod one_page;
mod period_panels;
mod published;
mod review;
mod review_tables;
mod sections;
mod sentinel;
mod signals;
mod site_charts;
mod site_panels;
mod subtitle;
mod version_notes;

pub(crate) use review::render_review;
