//! The review's figures: rows of points to panels.

use super::names::{by_system, full_title, is_up, title};
use super::one_page::Numbers;
use crate::measures::results::{Row, Statistic};
use crate::report::figures::panels::{Panel, Sample, Shape, Spot, draw};
use crate::report::figures::{Figure, FigureError};
use crate::report::wording;
use crate::stats::Funnel;

/// A figure of the review.
pub(super) struct Drawn {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) figure: Figure,
}

/// A figure's name, title, panels and legend.
type Plan = (
    &'static str,
    &'static str,
    Vec<Panel>,
    &'static [(Sample, &'static str)],
);

/// The rows that charts are drawn from.
#[derive(Clone, Copy)]
pub(super) struct Points<'a> {
    pub(super) numbers: Numbers<'a>,
    pub(super) series: &'a [Row],
}

const DOSES: [&str; 5] = [
    "doses_cycle_1",
    "doses_course",
    "fraction_of_planned",
    "doses_held",
    "vasopressor_hours",
];
const EVENTS: [&str; 7] = [
    "toxicity_ge3",
    "vasopressor",
    "dialysis",
    "icu",
    "infection",
    "treatment_related_death",
    "death_within_30_days",
];

/// Every figure that has something to show.
pub(super) fn draw_all(points: Points<'_>) -> Result<Vec<Drawn>, FigureError> {
    let own = |keys: &[&str]| -> Vec<String> { keys.iter().map(|&key| key.to_owned()).collect() };
    let severe: Vec<String> = by_system("toxicity_ge3").split_off(1);
    let plans: [Plan; 8] = [
        (
            "safety_doses",
            "Doses and hours, by period",
            points.by_period(&own(&DOSES)),
            &PERIOD_LEGEND,
        ),
        (
            "safety_events",
            "Share of courses with the event, by period",
            points.by_period(&own(&EVENTS)),
            &PERIOD_LEGEND,
        ),
        (
            "safety_organ_systems",
            "Share of courses with toxicity of grade ≥ 3, by organ system and period",
            points.by_period(&severe),
            &PERIOD_LEGEND,
        ),
        (
            "safety_cusum_events",
            "CUSUM charts, course by course after the baseline",
            points.cusums(&own(&EVENTS)),
            &CUSUM_LEGEND,
        ),
        (
            "safety_cusum_organ_systems",
            "CUSUM charts of toxicity of grade ≥ 3, by organ system",
            points.cusums(&severe),
            &CUSUM_LEGEND,
        ),
        (
            "safety_gaps_events",
            "Courses between one event and the next",
            points.gaps(&own(&EVENTS)),
            &GAP_LEGEND,
        ),
        (
            "safety_gaps_organ_systems",
            "Courses between one course with toxicity of grade ≥ 3 and the next, by organ system",
            points.gaps(&severe),
            &GAP_LEGEND,
        ),
        (
            "safety_sites",
            "Sites beside the proportion of all, in a funnel of exact limits",
            points.funnels(&own(&EVENTS)),
            &FUNNEL_LEGEND,
        ),
    ];
    let mut drawn = Vec::new();
    for (name, title, panels, legend) in plans {
        let alt = alt(title, &panels);
        if let Some(figure) = draw(&panels, legend, alt)? {
            drawn.push(Drawn {
                name,
                title,
                figure,
            });
        }
    }
    Ok(drawn)
}

const PERIOD_LEGEND: [(Sample, &str); 6] = [
    (Sample::Shape(Shape::Ring), "baseline period"),
    (Sample::Shape(Shape::Dot), "later period"),
    (Sample::Shape(Shape::Up), "beyond its limits"),
    (Sample::Center, "baseline"),
    (Sample::Limit, "limits"),
    (Sample::Shade, "baseline periods"),
];
const CUSUM_LEGEND: [(Sample, &str); 4] = [
    (Sample::Limit, "threshold"),
    (
        Sample::Shape(Shape::Up),
        "signal; the sum starts from 0 again",
    ),
    (Sample::Stroke, "course with the event"),
    (Sample::Shape(Shape::Dot), "latest course"),
];
const GAP_LEGEND: [(Sample, &str); 4] = [
    (Sample::Shape(Shape::Dot), "courses between two events"),
    (Sample::Shape(Shape::Up), "beyond the exact limits"),
    (Sample::Center, "mean at the baseline's rate"),
    (Sample::Limit, "limits"),
];
const FUNNEL_LEGEND: [(Sample, &str); 4] = [
    (Sample::Shape(Shape::Dot), "site"),
    (
        Sample::Shape(Shape::Up),
        "beyond the outer limits (exact tail ≤ .001)",
    ),
    (Sample::Center, "all sites"),
    (Sample::Limit, ".001 and .025 to either side"),
];

/// What a figure shows, in words.
fn alt(title: &str, panels: &[Panel]) -> String {
    let of_panel = |panel: &Panel| format!("{}: {}", panel.title, panel.note);
    let panels: Vec<String> = panels.iter().map(of_panel).collect();
    format!("{title}. {}", panels.join("; "))
}

/// What stands after `name=` in a stratum.
fn part<'a>(stratum: &'a str, name: &str) -> Option<&'a str> {
    stratum
        .split(';')
        .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
}

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

    fn by_period(self, keys: &[String]) -> Vec<Panel> {
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
        for (place, (row, label)) in rows.iter().zip(&labels).enumerate() {
            let x = place as f64;
            panel.x_labels.push((x, (*label).to_owned()));
            if row.level == "baseline" {
                panel.shaded.push((x - 0.5, x + 0.5));
            }
            match row.value {
                Some(y) => {
                    let flag = flagged.iter().find(|(period, _)| period == label);
                    let shape = match flag {
                        Some((_, true)) => Shape::Up,
                        Some((_, false)) => Shape::Down,
                        None if row.level == "baseline" => Shape::Ring,
                        None => Shape::Dot,
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
            let place = |label: &str| labels.iter().position(|known| *known == label);
            if let Some((from, to)) = place(from).zip(place(to)) {
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
            let place = labels
                .iter()
                .position(|label| Some(*label) == part(&row.stratum, "period"));
            if let Some(place) = place {
                panel.marks.push((place as f64, (number + 1).to_string()));
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

    fn cusums(self, keys: &[String]) -> Vec<Panel> {
        keys.iter()
            .filter_map(|key| self.cusum_panel(key))
            .collect()
    }

    fn cusum_panel(self, key: &str) -> Option<Panel> {
        let threshold = self.numbers.chart_value(key, "threshold")?;
        let rows: Vec<&Row> = self
            .series
            .iter()
            .filter(|row| row.measure == "quality.cusum" && row.item == key)
            .collect();
        let at = |row: &Row| part(&row.stratum, "course")?.parse::<f64>().ok();
        let (first, last) = (at(rows.first()?)?, at(rows.last()?)?);
        let p0 = ["p0_from_baseline", "p0_given", "p0_published"]
            .iter()
            .find_map(|level| self.numbers.chart_value(key, level).map(|p0| (p0, *level)))?;
        let from = match p0.1 {
            "p0_given" => "given",
            "p0_published" => "published",
            _ => "baseline",
        };
        let mut panel = Panel {
            title: full_title(key),
            note: format!(
                "p₀ {} % ({from}), h {}",
                wording::percent(p0.0),
                wording::at_most(threshold, 2)
            ),
            x: (first - 1.0, (last + 1.0).max(first + 1.0)),
            x_labels: vec![
                (first, format!("course {}", wording::at_most(first, 0))),
                (last, wording::at_most(last, 0)),
            ],
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
            if row.numerator == Some(1) {
                panel.strokes.push(x);
            }
            line.push(Spot { x, y, shape: None });
            if row.level == "signal" {
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

    fn gaps(self, keys: &[String]) -> Vec<Panel> {
        keys.iter().filter_map(|key| self.gap_panel(key)).collect()
    }

    fn gap_panel(self, key: &str) -> Option<Panel> {
        let rows: Vec<&Row> = self
            .series
            .iter()
            .filter(|row| row.measure == "quality.gap" && row.item == key)
            .collect();
        let n = rows.len() as f64;
        let since = self.numbers.of("quality.since_last", key, "overall")?;
        if rows.len() < 2 {
            return None;
        }
        let p0 = ["p0_from_baseline", "p0_given", "p0_published"]
            .iter()
            .find_map(|level| self.numbers.chart_value(key, level));
        let limits = (rows[0].lower, rows[0].upper);
        let shape = |y: f64| match limits {
            (_, Some(upper)) if y > upper => Shape::Up,
            (Some(lower), _) if y < lower => Shape::Down,
            _ => Shape::Dot,
        };
        let line: Vec<Spot> = rows
            .iter()
            .enumerate()
            .filter_map(|(place, row)| {
                let y = row.value?;
                Some(Spot {
                    x: place as f64 + 2.0,
                    y,
                    shape: Some(shape(y)),
                })
            })
            .collect();
        let across = |y: f64| vec![(1.5, y), (n + 1.5, y)];
        Some(Panel {
            title: full_title(key),
            note: format!("{} since the last event", wording::statistic(since)),
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

    fn funnels(self, keys: &[String]) -> Vec<Panel> {
        keys.iter()
            .filter_map(|key| self.funnel_panel(key))
            .collect()
    }

    fn funnel_panel(self, key: &str) -> Option<Panel> {
        let tails: Vec<&Row> = self
            .numbers
            .rows
            .iter()
            .filter(|row| row.measure == "quality.site_tail" && row.item == key)
            .collect();
        let counts: Vec<(i64, i64)> = tails
            .iter()
            .filter(|row| row.level == "at_most")
            .filter_map(|row| row.numerator.zip(row.denominator))
            .collect();
        let funnel = Funnel::of(&counts)?;
        let largest = counts.iter().map(|count| count.1).max()?;
        let mut panel = Panel {
            title: title(key),
            note: format!("all sites {} %", wording::percent(funnel.target())),
            x: (0.0, largest as f64 * 1.15),
            x_labels: vec![
                (1.0, "1 course".to_owned()),
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
        let step = (largest / 40).max(1);
        let sizes: Vec<i64> = (1..=largest)
            .step_by(usize::try_from(step).unwrap_or(1))
            .collect();
        for probability in [0.001, 0.025, 0.975, 0.999] {
            let line = sizes
                .iter()
                .filter_map(|&n| Some((n as f64, funnel.line(n, probability)?)));
            panel.limits.push(line.collect());
        }
        for row in tails.iter().filter(|row| row.level == "at_least") {
            let (events, units) = row.numerator.zip(row.denominator)?;
            let site = part(&row.stratum, "site_id").unwrap_or_default();
            let other = tails
                .iter()
                .find(|other| other.level == "at_most" && other.stratum == row.stratum);
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
            panel.scattered.push((spot, site.to_owned()));
        }
        Some(panel)
    }
}
