//! Charts by period, as panels.

use super::charts::Points;
use super::names::{full_title, is_graded, title};
use crate::measures::results::{
    ChartKind, Level, PeriodRange, ReviewPart, ReviewPeriod, Row, SignalRule, Statistic,
};
use crate::measures::safety::definitions::{EVENT, POINTS, SIGNAL};
use crate::report::figures::panels::{Panel, Shape, Spot};
use crate::stats::{ChartStage, RunRule};
use std::ops::Range;

/// Gives the index of a period on the axis; `None` where it is not on it.
type IndexOf<'a> = dyn Fn(ReviewPeriod) -> Option<usize> + 'a;

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
        let index_of = |period: ReviewPeriod| labels.iter().position(|label| *label == period);
        let (starts, changes) = self.changes(key, &index_of);
        panel.changes = changes;
        let levels: Vec<Level> = rows.iter().map(|row| row.level).collect();
        let unlined = unlined(&levels, starts.clone());
        let is_unlined = |index: usize| unlined.iter().any(|stretch| stretch.contains(&index));
        let mut line: Vec<Spot> = Vec::new();
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        for (index, (row, label)) in rows.iter().zip(&labels).enumerate() {
            let x = index as f64;
            panel.x_labels.push((x, label.to_string()));
            // No line joins what was graded by two versions.
            if starts.contains(&index) {
                panel.lines.push(std::mem::take(&mut line));
            }
            if row.level == Level::Baseline && !is_unlined(index) {
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
                        None if row.level == Level::Watched && !is_unlined(index) => Shape::Dot,
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
            let ends = index_of(range.first).zip(index_of(range.last));
            if let Some((from, to)) = ends.filter(|(from, _)| !is_unlined(*from)) {
                panel
                    .centers
                    .push(vec![(from as f64 - 0.5, value), (to as f64 + 0.5, value)]);
            }
        }
        panel.marks = self.annotations(&index_of);
        Some(panel)
    }

    /// Where the CTCAE version changes, if the indicator is graded: the indices of the periods, and the place of each mark with
    /// its name.
    fn changes(self, key: &str, index_of: &IndexOf<'_>) -> (Vec<usize>, Vec<(f64, String)>) {
        let all = self.version_changes.iter().filter(|_| is_graded(key));
        let found = all.filter_map(|(period, version)| {
            let index = index_of(*period)?;
            Some((index, (index as f64 - 0.5, format!("CTCAE {version}"))))
        });
        found.unzip()
    }

    /// Annotations by number, each at its period.
    fn annotations(self, index_of: &IndexOf<'_>) -> Vec<(f64, String)> {
        let events = self.series.iter().filter(|row| row.measure == EVENT);
        let placed = events.zip(1..).filter_map(|(row, number)| {
            let index = index_of(period_of(row)?.first)?;
            Some((index as f64, number.to_string()))
        });
        placed.collect()
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

/// The stretches without a line, as indices of periods: those before the last whose baseline is one period or none, too few for
/// a line. A stretch begins at each of `starts`, and where a baseline, or what comes before it, follows watched periods.
fn unlined(levels: &[Level], starts: Vec<usize>) -> Vec<Range<usize>> {
    let begins = |&index: &usize| {
        index > 0 && levels[index - 1] == Level::Watched && levels[index] != Level::Watched
    };
    let mut starts: Vec<usize> = (1..levels.len()).filter(begins).chain(starts).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut from = 0;
    let mut unlined = Vec::new();
    // The last stretch ends at no start.
    for to in starts {
        let of_stretch = levels[from..to].iter();
        let baseline = of_stretch.filter(|level| **level == Level::Baseline);
        if baseline.count() < 2 {
            unlined.push(from..to);
        }
        from = to;
    }
    unlined
}

/// The period that a row is about, or the periods.
fn period_of(row: &Row) -> Option<PeriodRange> {
    row.stratum.periods_of(ReviewPart::Period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_stretch_has_a_line_where_its_baseline_has_two_periods() {
        let levels = |text: &str| -> Vec<Level> {
            let level = |letter| match letter {
                'b' => Level::Baseline,
                '-' => Level::Before,
                _ => Level::Watched,
            };
            text.chars().map(level).collect()
        };
        let none: [(usize, usize); 0] = [];
        let unlined = |text: &str, starts: &[usize]| -> Vec<(usize, usize)> {
            let stretches = unlined(&levels(text), starts.to_vec());
            stretches.iter().map(|own| (own.start, own.end)).collect()
        };
        // The last stretch keeps its line, of however few periods.
        assert_eq!(unlined("bw", &[]), none);
        assert_eq!(unlined("bbww", &[]), none);
        // Two periods, the first of them the baseline; then four and four.
        assert_eq!(unlined("bwbbww", &[2]), [(0, 2)]);
        assert_eq!(unlined("bbwwbbww", &[4]), none);
        // One period alone is no baseline, and the last stretch may be one.
        assert_eq!(unlined("wbw", &[1]), [(0, 1)]);
        assert_eq!(unlined("bwww", &[3]), [(0, 3)]);
        // Where lines are drawn anew without a change of version.
        assert_eq!(unlined("bwb-bbw", &[]), [(0, 2)]);
    }
}
