//! Charts course by course, as panels.

use super::charts::Points;
use super::names::full_title;
use crate::measures::results::{Level, ReviewPart, ReviewPeriod, Row, Stratum};
use crate::measures::safety::definitions::{CUSUM, GAP, GROUPED_CUSUM, SINCE_LAST};
use crate::report::figures::panels::{Panel, Shape, Spot};
use crate::report::wording;

impl Points<'_> {
    pub(super) fn cusums(self, keys: &[String]) -> Vec<Panel> {
        keys.iter()
            .filter_map(|key| self.cusum_panel(key))
            .collect()
    }

    /// CUSUM charts of periods.
    pub(super) fn grouped_cusums(self, keys: &[String]) -> Vec<Panel> {
        let at = |row: &Row| match row.stratum.periods_of(ReviewPart::Period)?.first {
            ReviewPeriod::Quarter(year, quarter) => Some(year as f64 + (quarter - 1) as f64 / 4.0),
            ReviewPeriod::Number(number) => Some(number as f64),
        };
        let keys = keys.iter();
        keys.filter_map(|key| self.panel(key, GROUPED_CUSUM, &at))
            .collect()
    }

    fn cusum_panel(self, key: &str) -> Option<Panel> {
        let at = |row: &Row| {
            if let Stratum::Course(number, _) = row.stratum {
                Some(number as f64)
            } else {
                None
            }
        };
        self.panel(key, CUSUM, &at)
    }

    /// The chart of the points of a measure, each at its course or period.
    fn panel(self, key: &str, measure: &str, at: &dyn Fn(&Row) -> Option<f64>) -> Option<Panel> {
        let threshold = self.numbers.chart_value(key, Level::Threshold)?;
        let rows: Vec<&Row> = self
            .series
            .iter()
            .filter(|row| row.measure == measure && row.item == key)
            .collect();
        let (first, last) = (at(rows.first()?)?, at(rows.last()?)?);
        let whole = |number: f64| wording::at_most(number, 0);
        let (courses, labels) = if measure == CUSUM {
            let courses = format!("courses {}–{}; ", whole(first), whole(last));
            (courses, years(&rows))
        } else {
            (String::new(), years_of_periods(first, last))
        };
        let (p0, is_given) = self.numbers.watched_rate(key)?;
        let from = if is_given { "given" } else { "baseline" };
        let mut panel = Panel {
            title: full_title(key),
            note: format!(
                "{courses}p₀ {}% ({from}), h {}",
                wording::percent(p0),
                wording::at_most(threshold, 2)
            ),
            x: (first - 1.0, (last + 1.0).max(first + 1.0)),
            boundaries: if measure == CUSUM {
                labels.iter().skip(1).map(|(at, _)| *at).collect()
            } else {
                Vec::new()
            },
            x_labels: labels,
            limits: vec![vec![(first - 1.0, threshold), (last + 1.0, threshold)]],
            ..Panel::default()
        };
        let mut line = vec![Spot {
            x: first - 1.0,
            y: 0.0,
            shape: None,
        }];
        for row in rows {
            let Some((x, y)) = at(row).zip(row.value) else {
                continue;
            };
            if measure == CUSUM && row.numerator == Some(1) {
                panel.strokes.push(x);
            }
            line.push(Spot { x, y, shape: None });
            if row.level == Level::Signal {
                panel.scattered.push((
                    Spot {
                        x,
                        y,
                        shape: Some(Shape::Up),
                    },
                    String::new(),
                ));
                panel.lines.push(std::mem::replace(
                    &mut line,
                    vec![Spot {
                        x,
                        y: 0.0,
                        shape: None,
                    }],
                ));
            }
        }
        if let Some(end) = line.last() {
            panel.scattered.push((
                Spot {
                    shape: Some(Shape::Dot),
                    ..*end
                },
                String::new(),
            ));
        }
        panel.lines.push(line);
        Some(panel)
    }

    pub(super) fn gaps(self, keys: &[String]) -> Vec<Panel> {
        keys.iter().filter_map(|key| self.gap_panel(key)).collect()
    }

    fn gap_panel(self, key: &str) -> Option<Panel> {
        let rows: Vec<&Row> = self
            .series
            .iter()
            .filter(|row| row.measure == GAP && row.item == key)
            .collect();
        let n = rows.len() as f64;
        let since = self.numbers.overall(SINCE_LAST, key)?;
        if rows.len() < 2 {
            return None;
        }
        let p0 = self.numbers.watched_rate(key).map(|(p0, _)| p0);
        let limits = (rows[0].lower, rows[0].upper);
        let shape = |y: f64| match limits {
            (_, Some(upper)) if y > upper => Shape::Up,
            (Some(lower), _) if y < lower => Shape::Down,
            _ => Shape::Dot,
        };
        let line: Vec<Spot> = rows
            .iter()
            .enumerate()
            .filter_map(|(index, row)| {
                let y = row.value?;
                Some(Spot {
                    x: index as f64 + 2.0,
                    y,
                    shape: Some(shape(y)),
                })
            })
            .collect();
        let across = |y: f64| vec![(1.5, y), (n + 1.5, y)];
        Some(Panel {
            title: full_title(key),
            note: format!("{} courses since the last event", wording::statistic(since)),
            x: (1.5, n + 1.5),
            x_labels: vec![
                (2.0, "event 2".to_owned()),
                (n + 1.0, wording::at_most(n + 1.0, 0)),
            ],
            lines: vec![line],
            centers: p0.map(|p0| across((1.0 - p0) / p0)).into_iter().collect(),
            limits: [limits.0.filter(|lower| *lower > 0.0), limits.1]
                .into_iter()
                .flatten()
                .map(across)
                .collect(),
            ..Panel::default()
        })
    }
}

/// Where years (or blocks of courses) begin among courses in their order: half a course before their first.
fn years(rows: &[&Row]) -> Vec<(f64, String)> {
    let mut years: Vec<(f64, String)> = Vec::new();
    for row in rows {
        let Stratum::Course(number, period) = row.stratum else {
            continue;
        };
        let (ReviewPeriod::Quarter(year, _) | ReviewPeriod::Number(year)) = period;
        let year = year.to_string();
        if years.last().is_none_or(|(_, last)| *last != year) {
            years.push((number as f64 - 0.5, year));
        }
    }
    years
}

/// The years (or blocks of courses) of an axis on which a year is 1: each year from the first period's to the last one's.
fn years_of_periods(first: f64, last: f64) -> Vec<(f64, String)> {
    let mut years = Vec::new();
    // A year that began before the first period has its label there.
    let mut year = first.floor();
    while year <= last {
        years.push((year.max(first), wording::at_most(year, 0)));
        year += 1.0;
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_year_of_an_axis_of_periods_has_a_label() {
        let labels = |first, last| -> Vec<String> {
            let years = years_of_periods(first, last);
            years.into_iter().map(|(_, label)| label).collect()
        };
        assert_eq!(labels(2020.0, 2023.0), ["2020", "2021", "2022", "2023"]);
        // From the third quarter of 2020 to the second of 2022.
        assert!((years_of_periods(2020.5, 2022.25)[0].0 - 2020.5).abs() < 1e-9);
        assert_eq!(labels(2020.5, 2022.25), ["2020", "2021", "2022"]);
    }
}
