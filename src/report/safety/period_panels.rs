//! Charts by period, as panels.

use super::charts::{Points, part};
use super::names::{full_title, is_up, title};
use crate::measures::results::{Row, Statistic};
use crate::report::figures::panels::{Panel, Shape, Spot};
use crate::report::wording;

impl<'a> Points<'a> {
    /// The periods at which a rule of limits holds.
    fn flagged(self, key: &str) -> Vec<(&'a str, bool)> {
        self.numbers
            .rows
            .iter()
            .filter(|row| row.measure == "quality.signal" && row.item == key)
            .filter(|row| row.level.starts_with("beyond_limits"))
            .filter_map(|row| {
                Some((
                    part(&row.stratum, "period")?,
                    is_up(&row.level) == Some(true),
                ))
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
            .filter(|row| row.measure == "quality.points" && row.item == key)
            .collect();
        let rows: Vec<&&Row> = all.iter().filter(|row| row.level != "center").collect();
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
        let labels: Vec<&str> = rows
            .iter()
            .filter_map(|row| part(&row.stratum, "period"))
            .collect();
        let mut line: Vec<Spot> = Vec::new();
        let (mut upper, mut lower) = (Vec::new(), Vec::new());
        for (index, (row, label)) in rows.iter().zip(&labels).enumerate() {
            let x = index as f64;
            panel.x_labels.push((x, (*label).to_owned()));
            if row.level == "baseline" {
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
                        None if row.level == "watched" => Shape::Dot,
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
        for row in all.iter().filter(|row| row.level == "center") {
            let Some((value, range)) = row.value.zip(part(&row.stratum, "period")) else {
                continue;
            };
            let (from, to) = range.split_once("..").unwrap_or((range, range));
            let index = |label: &str| labels.iter().position(|known| *known == label);
            if let Some((from, to)) = index(from).zip(index(to)) {
                panel
                    .centers
                    .push(vec![(from as f64 - 0.5, value), (to as f64 + 0.5, value)]);
            }
        }
        let events = self
            .series
            .iter()
            .filter(|row| row.measure == "quality.event");
        for (number, row) in events.enumerate() {
            let index = labels
                .iter()
                .position(|label| Some(*label) == part(&row.stratum, "period"));
            if let Some(index) = index {
                panel.marks.push((index as f64, (number + 1).to_string()));
            }
        }
        Some(panel)
    }

    /// What kind of chart it is, and how often it signals where nothing changes.
    fn period_note(self, key: &str) -> String {
        let value = |level: &str| self.numbers.chart_value(key, level);
        let kind = if value("kind.p").is_some() {
            "p chart, exact limits"
        } else if value("kind.u").is_some() {
            "u chart, exact limits"
        } else if value("kind.xmr").is_some() {
            "XmR chart"
        } else {
            "run chart, no limits"
        };
        let trial = if value("stage.trial_limits").is_some() && !kind.starts_with("run") {
            "; trial"
        } else {
            ""
        };
        let false_alarm = value("false_alarm").map_or_else(String::new, |p| {
            format!("; false alarm {} %", wording::percent(p))
        });
        format!("{kind}{trial}{false_alarm}")
    }
}
