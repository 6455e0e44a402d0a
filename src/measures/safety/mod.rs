//! The safety review: what a quality committee reads each quarter.
//!
//! Indicators of treated courses in the order in which they were begun, by period, by era and by site; charts that hold
//! at small numbers; and how complete the record is from which all this is counted. The rows are measures like those of
//! the book, `safety.…`; the points of charts are rows of the same shape, in a file of their own.

mod case_mix;
mod chance;
mod chart_lines;
mod chart_points;
mod chart_rows;
mod completeness;
mod course_chart;
mod cusum;
mod deaths;
pub(crate) mod definitions;
mod eras;
mod estimate;
mod grouped_chart;
mod indicators;
mod lacks;
mod options;
mod order;
mod period_chart;
mod periods;
mod population;
mod published;
mod published_rates;
mod review;
mod review_strata;
mod rules;
mod sentinel;
mod sentinel_csv;
mod sites;
mod versions;
mod warnings;
mod watch;

pub(super) use definitions::DEFINITIONS;
pub use lacks::Lack;
pub use options::{ReviewError, ReviewOption, ReviewOptions, Rules};
pub use periods::Grain;
pub use published_rates::published_rate;
pub use review::{Review, review};
pub use sentinel::SentinelEpisode;
pub use sentinel_csv::{sentinel_csv, timeline};
pub use warnings::ReviewWarning;

pub use crate::facts::SentinelReason;
