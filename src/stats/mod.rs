//! Numbers about numbers: intervals, quantiles, curves; no file, no clock.
//!
//! Every function names the source of its formula and is exact to a relative error of 10⁻⁹ or better, from one unit to a
//! million.

mod benjamini_hochberg;
mod binomial;
#[cfg(test)]
mod close;
mod clusters;
mod curve;
mod difference;
mod distribution;
mod fisher;
mod interval;
mod koopman;
mod ratio;
mod standardized_difference;
mod summary;
mod wilson;

pub use benjamini_hochberg::benjamini_hochberg;
pub use clusters::{Clusters, rao_scott_wilson};
pub use curve::{Curve, Median};
pub use difference::{Estimate, mover_difference, newcombe};
pub use distribution::{beta_quantile, gamma_quantile, students_t_quantile};
pub use fisher::fisher_exact;
pub use interval::{Interval, clopper_pearson, garwood};
pub use koopman::koopman;
pub use ratio::{RatioInterval, mover_ratio};
pub use standardized_difference::{
    standardized_difference_of_categories, standardized_difference_of_means,
};
pub use summary::{Summary, quantile_type7, summarize};
pub use wilson::wilson;

/// The 0.975 quantile of the standard normal distribution.
pub const Z_975: f64 = 1.959_963_984_540_054;
