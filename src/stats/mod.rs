//! Numbers about numbers: intervals, quantiles, curves; no file, no clock.
//!
//! Every function names the source of its formula and is exact to a relative error of 10⁻⁹ or better, from one unit to a
//! million; one that is an approximation says how near it comes.

mod benjamini_hochberg;
mod bernoulli_cusum;
mod binomial;
#[cfg(test)]
mod close;
mod clustered_rate;
mod clusters;
mod cochran_armitage;
mod competing_risks;
mod control_limits;
mod curve;
mod cusum_chain;
mod cusum_run_length;
mod difference;
mod distribution;
mod fisher;
mod funnel;
mod g_chart;
mod grouped_cusum;
mod grouped_run_length;
mod interval;
mod koopman;
mod least_threshold;
mod p_chart;
mod random;
mod ratio;
mod run_rules;
mod runs;
mod standardized_difference;
mod summary;
mod tail;
mod trend_distribution;
mod u_chart;
mod units_to_signal;
mod wilson;
mod xmr_chart;

pub use benjamini_hochberg::benjamini_hochberg;
pub use bernoulli_cusum::{BernoulliCusum, CusumPoint};
pub(crate) use clustered_rate::rao_scott_garwood;
pub use clusters::Clusters;
pub(crate) use clusters::rao_scott_wilson;
pub use cochran_armitage::{TrendGroup, cochran_armitage};
pub use competing_risks::{CompetingRisks, Ending};
pub use control_limits::{ChartStage, CountLimits, Limits, TAIL_OF_3_SIGMA};
pub use curve::Curve;
pub use difference::{Estimate, mover_difference, newcombe};
pub use fisher::fisher_exact;
pub use funnel::Funnel;
pub use g_chart::{GChart, Gaps};
pub use grouped_cusum::{CusumPeriod, GroupedCusum};
pub(crate) use interval::garwood;
pub use interval::{Interval, clopper_pearson, clopper_pearson_80};
pub use koopman::koopman;
pub use p_chart::{PChart, Period};
pub(crate) use random::Random;
pub use ratio::{RatioInterval, mover_ratio};
pub use run_rules::RunRule;
pub(crate) use run_rules::{NELSON, WESTERN_ELECTRIC};
pub use runs::Runs;
pub use standardized_difference::{
    standardized_difference_of_categories, standardized_difference_of_means,
};
pub use summary::summarize;
pub use u_chart::{Exposure, UChart};
pub use units_to_signal::{UnitsToSignal, cusum_units_to_signal, units_to_signal};
pub use xmr_chart::XmrChart;
