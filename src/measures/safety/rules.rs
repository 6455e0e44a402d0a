//! Rules that say where a chart by period signals.

use super::chart_lines::Mark;
use super::estimate::Point;
use super::options::Rules;
use crate::measures::results::SignalRule;
use crate::stats::{Limits, NELSON, RunRule, Runs, WESTERN_ELECTRIC};

/// A rule that holds of a chart, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flag {
    pub(super) rule: SignalRule,
    /// The period of the last of its points.
    pub(super) period: usize,
    /// To which side; `None` where the rule has none.
    pub(super) is_up: Option<bool>,
}

/// How far beyond a limit a value has to be.
const BEYOND: f64 = 1e-9;

/// Whether a point beyond its limits is above them; `None` where it is within.
pub(super) fn is_beyond(point: Point, limits: Limits) -> Option<bool> {
    let is_up = point.value > limits.upper + BEYOND;
    (is_up || point.value < limits.lower - BEYOND).then_some(is_up)
}

/// What the rules say of the periods from `first` on.
pub(super) fn flags(
    marks: &[Mark],
    distances: &[Option<f64>],
    center: f64,
    rules: Rules,
    first: usize,
) -> Vec<Flag> {
    let mut flags = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let Some((point, limits)) = mark.point.zip(mark.limits) else {
            continue;
        };
        if let Some(is_up) = is_beyond(point, limits) {
            flags.push(Flag {
                rule: SignalRule::Run(RunRule::BeyondLimits),
                period: first + index,
                is_up: Some(is_up),
            });
        }
    }
    let more: &[RunRule] = match rules {
        Rules::Anhoej => {
            flags.extend(by_runs(marks, center, first));
            return flags;
        }
        Rules::None => return flags,
        Rules::WesternElectric => &WESTERN_ELECTRIC,
        Rules::Nelson => &NELSON,
    };
    // The first rule of both is the limits themselves, which are exact here.
    for &rule in &more[1..] {
        flags.extend(rule.flags(distances).into_iter().map(|index| {
            Flag {
                rule: SignalRule::Run(rule),
                period: first + index,
                is_up: has_a_side(rule)
                    .then(|| distances[index].map(|distance| distance > 0.0))
                    .flatten(),
            }
        }));
    }
    flags
}

/// Anhøj's rules.
fn by_runs(marks: &[Mark], center: f64, first: usize) -> Vec<Flag> {
    let values: Vec<Option<f64>> = marks
        .iter()
        .map(|mark| mark.point.map(|point| point.value))
        .collect();
    let runs = Runs::about(center, &values);
    let mut flags: Vec<Flag> = runs
        .too_long()
        .map(|run| Flag {
            rule: SignalRule::LongRun,
            period: first + run.ends_at,
            is_up: Some(run.is_above),
        })
        .collect();
    if let Some(last) = values.iter().rposition(Option::is_some)
        && runs.has_few_crossings()
    {
        flags.push(Flag {
            rule: SignalRule::FewCrossings,
            period: first + last,
            is_up: None,
        });
    }
    flags
}

const fn has_a_side(rule: RunRule) -> bool {
    !matches!(
        rule,
        RunRule::FourteenAlternating
            | RunRule::FifteenWithinOne
            | RunRule::EightBeyondOne
            | RunRule::SixOfATrend
    )
}
