//! The review's figures: rows of points to panels.

use super::names::by_system;
use super::numbers::Numbers;
use crate::measures::results::{ReviewPeriod, Row};
use crate::report::figures::panels::{Panel, Sample, Shape, draw};
use crate::report::figures::{Figure, FigureError, FigureWidth};

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
    /// The periods from which on graded indicators follow another CTCAE version, each with that version.
    pub(super) version_changes: &'a [(ReviewPeriod, String)],
}

const DOSES: [&str; 5] = [
    "doses_cycle_1",
    "doses_course",
    "fraction_of_planned",
    "doses_held",
    "vasopressor_hours",
];
const EVENTS: [&str; 9] = [
    "toxicity_ge3",
    "vasopressor",
    "dialysis",
    "icu_transfer",
    "icu",
    "infection",
    "treatment_related_death:not_excluded",
    "death_within_30_days",
    "serious_harm",
];

/// Every figure that has something to show.
pub(super) fn draw_all(points: Points<'_>, width: FigureWidth) -> Result<Vec<Drawn>, FigureError> {
    let own = |keys: &[&str]| -> Vec<String> { keys.iter().map(|&key| key.to_owned()).collect() };
    let severe: Vec<String> = by_system("toxicity_ge3").split_off(1);
    let watched: Vec<String> = own(&EVENTS).into_iter().chain(severe.clone()).collect();
    let plans: [Plan; 9] = [
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
            "safety_grouped_cusum",
            "CUSUM charts, period by period after the baseline",
            points.grouped_cusums(&watched),
            &GROUPED_LEGEND,
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
        let legend: Vec<(Sample, &str)> = legend
            .iter()
            .copied()
            .filter(|(sample, _)| is_drawn(*sample, &panels))
            .collect();
        if let Some(figure) = draw(&panels, &legend, alt, width)? {
            drawn.push(Drawn {
                name,
                title,
                figure,
            });
        }
    }
    Ok(drawn)
}

/// Whether a panel shows a sample of the legend; the triangle is that of signals in both directions.
fn is_drawn(sample: Sample, panels: &[Panel]) -> bool {
    panels.iter().any(|panel| match sample {
        Sample::Center => !panel.centers.is_empty(),
        Sample::Limit => !panel.limits.is_empty(),
        Sample::Shade => !panel.shaded.is_empty(),
        Sample::Stroke => !panel.strokes.is_empty(),
        Sample::Change => !panel.changes.is_empty(),
        Sample::Shape(shape) => {
            let joined = panel.lines.iter().flatten();
            let spots = joined.chain(panel.scattered.iter().map(|(spot, _)| spot));
            let is_signal = |of: Shape| matches!(of, Shape::Up | Shape::Down);
            spots
                .filter_map(|spot| spot.shape)
                .any(|of| of == shape || (is_signal(of) && is_signal(shape)))
        }
    })
}

const PERIOD_LEGEND: [(Sample, &str); 7] = [
    (Sample::Shape(Shape::Ring), "baseline or earlier period"),
    (Sample::Shape(Shape::Dot), "period after the baseline"),
    (Sample::Shape(Shape::Up), "beyond its limits"),
    (Sample::Center, "baseline"),
    (Sample::Limit, "limits"),
    (Sample::Shade, "baseline periods"),
    (Sample::Change, "change of CTCAE version"),
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
const GROUPED_LEGEND: [(Sample, &str); 3] = [
    (Sample::Limit, "threshold"),
    (
        Sample::Shape(Shape::Up),
        "signal; the sum starts from 0 again",
    ),
    (Sample::Shape(Shape::Dot), "latest period"),
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
