//! The exact distribution of the sum of scores of the units with an event, given the margins.

use super::binomial::ln_binomial;

/// Products above which the exact distribution is not computed: about a second.
const WORK: i128 = 3_000_000_000;

/// A group with units, its score from 0 on.
pub(super) struct ScoredGroup {
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
    pub(super) fn of(groups: &[ScoredGroup], events: i64, units: i64) -> Option<Self> {
        // By their scores, so that the sums stay small for long.
        let mut groups: Vec<&ScoredGroup> = groups.iter().collect();
        groups.sort_unstable_by_key(|group| group.score);
        if work(&groups, events) > WORK {
            return None;
        }
        let rows = whole(events) + 1;
        // Binomial weights at the common proportion: their products are in the ratio of the numbers of tables.
        let (p, q) = (
            events as f64 / units as f64,
            (units - events) as f64 / units as f64,
        );
        // By the events of the groups so far, the weights of their sums of scores.
        let mut weights = vec![Vec::new(); rows];
        weights[0].push(1.0);
        let last = groups.len().checked_sub(1)?;
        for (index, group) in groups.into_iter().enumerate() {
            let choices: Vec<f64> = (0..=group.units.min(events))
                .map(|x| ln_binomial(x as f64, (group.units - x) as f64, p, q).exp())
                .collect();
            let score = whole(group.score);
            // Of the last group only what makes up all events counts.
            let first_row = if index == last { rows - 1 } else { 0 };
            // From the greatest number of events down, so that a row is read before it is written.
            for row in (first_row..rows).rev() {
                let mut sums = vec![0.0; row * score + 1];
                for (x, choice) in choices.iter().enumerate().take(row + 1) {
                    for (sum, weight) in sums[x * score..].iter_mut().zip(&weights[row - x]) {
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

/// About how many products the distribution takes.
fn work(groups: &[&ScoredGroup], events: i64) -> i128 {
    let events = i128::from(events);
    let all = groups.len();
    let of_group = |(index, group): (usize, &&ScoredGroup)| {
        let (most, score) = (
            i128::from(group.units).min(events),
            i128::from(group.score) + 1,
        );
        // The first has one choice in a row, the last one row; the rows of the others are half as long on average, and
        // half as many choices fit into them.
        let rows = match index {
            0 => 1,
            _ if index + 1 == all => 1,
            _ => events / 4 + 1,
        };
        let row = events.saturating_mul(score);
        row.saturating_mul(most + 1).saturating_mul(rows)
    };
    groups
        .iter()
        .enumerate()
        .map(of_group)
        .fold(0, i128::saturating_add)
}

fn whole(number: i64) -> usize {
    usize::try_from(number).expect("counts and scores are from 0 on")
}
