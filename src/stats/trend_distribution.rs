//! The exact distribution of the sum of scores of the units with an event, given the margins.

use super::binomial::ln_binomial;

/// Products above which the exact distribution is not computed: about a second.
const WORK: i128 = 400_000_000;

/// A group with units, its score from 0 on.
pub(super) struct Group {
    pub(super) score: i64,
    pub(super) events: i64,
    pub(super) units: i64,
}

/// The weights of the values of T, from 0 on.
pub(super) struct Distribution {
    pub(super) of_total: Vec<f64>,
    pub(super) sum: f64,
}

impl Distribution {
    /// The distribution for so many events among all units; `None` where it is too much work.
    pub(super) fn of(groups: &[Group], events: i64, units: i64) -> Option<Self> {
        let widest = groups.iter().map(|group| group.score).max()?;
        let totals = i128::from(events) * i128::from(widest) + 1;
        let choices: i128 = groups
            .iter()
            .map(|group| i128::from(group.units.min(events)) + 1)
            .sum();
        if totals * (i128::from(events) + 1) * choices > WORK {
            return None;
        }
        let (columns, rows) = (usize::try_from(totals).ok()?, index(events + 1));
        // Binomial weights at the common proportion: their products are in the ratio of the numbers of tables.
        let (p, q) = (
            events as f64 / units as f64,
            (units - events) as f64 / units as f64,
        );
        let mut weights = vec![vec![0.0; columns]; rows];
        weights[0][0] = 1.0;
        for group in groups {
            let most = group.units.min(events);
            let choices: Vec<f64> = (0..=most)
                .map(|x| ln_binomial(x as f64, (group.units - x) as f64, p, q).exp())
                .collect();
            let score = index(group.score);
            // From the greatest number of events down, so that a row is read before it is written.
            for row in (0..rows).rev() {
                let mut sums = vec![0.0; columns];
                for (x, choice) in choices.iter().enumerate().take(row + 1) {
                    let from = &weights[row - x];
                    let shift = (x * score).min(columns);
                    for (sum, weight) in sums[shift..].iter_mut().zip(from) {
                        *sum += choice * weight;
                    }
                }
                weights[row] = sums;
            }
        }
        let of_total = weights.pop()?;
        let sum = of_total.iter().sum();
        Some(Self { of_total, sum })
    }
}

fn index(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
