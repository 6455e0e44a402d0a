//! Sites in funnels, as panels.

use super::charts::Points;
use super::names::full_title;
use crate::measures::results::{Level, Row};
use crate::measures::safety::definitions::SITE_TAIL;
use crate::report::figures::panels::{Panel, Shape, Spot};
use crate::report::wording;
use crate::stats::Funnel;

impl Points<'_> {
    pub(super) fn funnels(self, keys: &[String]) -> Vec<Panel> {
        keys.iter()
            .filter_map(|key| self.funnel_panel(key))
            .collect()
    }

    fn funnel_panel(self, key: &str) -> Option<Panel> {
        let tails: Vec<&Row> = self
            .numbers
            .rows
            .iter()
            .filter(|row| row.measure == SITE_TAIL && row.item == key)
            .collect();
        let counts: Vec<(i64, i64)> = tails
            .iter()
            .filter(|row| row.level == Level::AtMost)
            .filter_map(|row| row.numerator.zip(row.denominator))
            .collect();
        let funnel = Funnel::of(&counts)?;
        let sizes_of = || {
            counts
                .iter()
                .map(|count| count.1)
                .filter(|&units| units > 0)
        };
        let (smallest, largest) = (sizes_of().min()?, sizes_of().max()?);
        // Of sites far smaller than the smallest the limits show nothing, and take all the height.
        let from = (smallest / 2).max(1);
        let mut panel = Panel {
            title: full_title(key),
            note: format!("all sites {}%", wording::percent(funnel.target())),
            x: (0.0, largest as f64 * 1.15),
            x_labels: vec![
                (from as f64, format!("{} courses", wording::count(from))),
                (largest as f64, wording::count(largest)),
            ],
            centers: vec![vec![
                (0.0, funnel.target()),
                (largest as f64 * 1.15, funnel.target()),
            ]],
            is_share: true,
            ceiling: Some(1.0),
            ..Panel::default()
        };
        let step = usize::try_from(((largest - from) / 40).max(1)).expect("a step is at least 1");
        let sizes: Vec<i64> = (from..=largest).step_by(step).collect();
        for probability in [0.001, 0.025, 0.975, 0.999] {
            let line = sizes
                .iter()
                .filter_map(|&n| Some((n as f64, funnel.line(n, probability)?)));
            panel.limits.push(line.collect());
        }
        for row in tails.iter().filter(|row| row.level == Level::AtLeast) {
            let (events, units) = row.numerator.zip(row.denominator)?;
            let site = &row.stratum.levels()[0].level;
            let other = tails
                .iter()
                .find(|other| other.level == Level::AtMost && other.stratum == row.stratum);
            let shape = if row.value.is_some_and(|p| p <= 0.001) {
                Shape::Up
            } else if other.and_then(|row| row.value).is_some_and(|p| p <= 0.001) {
                Shape::Down
            } else {
                Shape::Dot
            };
            let spot = Spot {
                x: units as f64,
                y: events as f64 / units as f64,
                shape: Some(shape),
            };
            panel.scattered.push((spot, site.clone()));
        }
        Some(panel)
    }
}
