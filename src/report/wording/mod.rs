//! Numbers and names as a report writes them: the one place that rounds.

mod analytes;
mod journal;
mod names;
mod numbers;
mod round;

pub(super) use analytes::{analyte_label, analyte_with_unit, decimals_of_analyte, unit_of_analyte};
pub(super) use journal::{
    NE, NR, bounds, days_as_months, decimals_of_quantiles, fixed, interval, months, p_value,
    percentage, percentage_of, points, ratio, share_in_points, times, unbroken,
};
pub(super) use names::{column, head, label, level, list, spaced, stratum, units, units_of};
pub(super) use numbers::{NOT_COLLECTED, absence, count, method, n_of_n, statistic};
pub(super) use round::{at_most, percent, rounded};
