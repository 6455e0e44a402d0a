//! Charts by period, as panels.

use super::charts::Points;
use super::names::{full_title, title};
use crate::measures::results::{
    ChartKind, Level, PeriodRange, ReviewPart, ReviewPeriod, Row, SignalRule, Statistic,
};
use crate::measures::safety::definitions::{EVENT, POINTS, SIGNAL};
use crate::report::figures::panels::{Panel, Shape, Spot};
use crate::stats::{ChartStage, RunRule};

impl Points<'_> {
    /// The periods at which a rule of limits holds.
    fn flagged(self, key: &str) -> Vec<(ReviewPeriod, bool)> {
        self.numbers
            .rows
            .iter()
            .filter(|row| row.measure == SIGNAL && row.item == key)
            .filter_map(|row| {
                if let Level::Rule(SignalRule::Run(RunRule::BeyondLimits), is_up) = row.level {
                    Some((period_of(row)?.first, is_up == Some(true)))
                } else {
                    None
                }
            })
            .collect()
    }

    pub(super) fn by_period(self, keys: &[String]) -> Vec<Panel> {
        keys.iter()
            .filter_map(|key| self.period_panel(key))
            .collect()
    }

    fn period_panel(self, key: &str) -> Option<Panel> {
        let all: Vec<&Row> = self
            .series
            .iter()
            .filter(|row| row.measure == POINTS && row.item == key)
            .collect();
        let rows: Vec<&&Row> = all
            .iter()
            .filter(|row| row.level != Level::Center)
            .collect();
        let has_points = rows.iter().filter(|row| row.value.is_some()).count();
        let is_event = rows.first()?.statistic == Statistic::Proportion;
        let is_empty = is_event && rows.iter().all(|row| row.numerator.unwrap_or(0) == 0);
        // A chart of one period, or of nothing, shows nothing.
        if has_points < 2 || is_empty {
            return None;
        }
        let flagged = self.flagged(key);
        let mut panel = Panel {
            title: if key.contains(':') {
                title(key)
            } else {
                full_title(key)
            },
            note: self.period_note(key),
            is_free: rows[0].statistic == Statistic::Mean,
            x: (-0.5, rows.len() as f64 - 0.5),
            is_share: matches!(rows[0].statistic, Statistic::Proportion | Statistic::Ratio),
            ..Panel::default()
        };
        panel.ceiling = panel.is_share.then_some(1.0);
        let labels: Vec<ReviewPeriod> = rows
            .iter()
            .filter_map(|row| Some(period_of(row)?.first))
            .collect();
        let mut line: Vec<Spot> = Vec::new();
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        for (index, (row, label)) in rows.iter().zip(&labels).enumerate() {
            let x = index as f64;
            panel.x_labels.push((x, label.to_string()));
            if row.level == Level::Baseline {
                match panel.shaded.last_mut() {
                    Some(before) if before.1 >= x - 0.5 => before.1 = x + 0.5,
                    _ => panel.shaded.push((x - 0.5, x + 0.5)),
                }
            }
            match row.value {
                Some(y) => {
                    let flag = flagged.iter().find(|(period, _)| period == label);
                    let shape = match flag {
                        Some((_, true)) => Shape::Up,
                        Some((_, false)) => Shape::Down,
                        None if row.level == Level::Watched => Shape::Dot,
                        None => Shape::Ring,
                    };
                    line.push(Spot {
                        x,
                        y,
                        shape: Some(shape),
                    });
                }
                None => panel.lines.push(std::mem::take(&mut line)),
            }
            for (limit, side) in [(row.upper, &mut upper), (row.lower, &mut lower)] {
                if let Some(limit) = limit {
                    side.extend([(x - 0.5, limit), (x + 0.5, limit)]);
                }
            }
        }
        panel.lines.push(line);
        panel.limits = vec![upper, lower];
        panel
            .limits
            .retain(|limit| limit.len() > 1 && limit.iter().any(|point| point.1 > 0.0));
        for row in all.iter().filter(|row| row.level == Level::Center) {
            let Some((value, range)) = row.value.zip(period_of(row)) else {
                continue;
            };
            let index = |period| labels.iter().position(|known| *known == period);
            if let Some((from, to)) = index(range.first).zip(index(range.last)) {
                panel
                    .centers
                    .push(vec![(from as f64 - 0.5, value), (to as f64 + 0.5, value)]);
            }
        }
        let events = self.series.iter().filter(|row| row.measure == EVENT);
        for (number, row) in events.enumerate() {
            let index = labels
                .iter()
                .position(|label| Some(*label) == period_of(row).map(|range| range.first));
            if let Some(index) = index {
                panel.marks.push((index as f64, (number + 1).to_string()));
            }
        }
        Some(panel)
    }

    /// What kind of chart it is.
    fn period_note(self, key: &str) -> String {
        let value = |level| self.numbers.chart_value(key, level);
        let has_kind = |kind| value(Level::Kind(kind)).is_some();
        let kind = if has_kind(ChartKind::P) {
            "p chart, exact limits"
        } else if has_kind(ChartKind::U) {
            "u chart, exact limits"
        } else if has_kind(ChartKind::Xmr) {
            "XmR chart"
        } else {
            "run chart, no limits"
        };
        let is_trial = value(Level::Stage(ChartStage::TrialLimits)).is_some();
        let trial = if is_trial && !kind.starts_with("run") {
            "; trial"
        } else {
            ""
        };
        format!("{kind}{trial}")
    }
}

/// The period that a row is about, or the periods.
fn period_of(row: &Row) -> Option<PeriodRange> {
    row.stratum.periods_of(ReviewPart::Period)
}
