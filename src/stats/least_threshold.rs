//! The least threshold of a chart at which false alarms are as rare as they shall be.

/// Thresholds that are searched for are whole hundredths.
pub(super) const PER_UNIT: f64 = 100.0;
/// No threshold that is searched for is greater than this many hundredths.
const GREATEST: i64 = 3_000;

/// The least number of hundredths that is enough, above `low`, which is not, by doubling `high` and then halving between;
/// `None` where nothing up to 30 is enough, or there is no chart.
pub(super) fn least_enough(
    mut low: i64,
    mut high: i64,
    is_enough: impl Fn(i64) -> Option<bool>,
) -> Option<i64> {
    while !is_enough(high)? {
        low = high;
        high *= 2;
        if high > GREATEST {
            return None;
        }
    }
    while high - low > 1 {
        let middle = i64::midpoint(low, high);
        if is_enough(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}
