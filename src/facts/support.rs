//! Vasopressors and dialysis of a course.

use super::dose_history::DoseHistory;
use super::events::{Events, starts_in_time};
use super::intervals::{Interval, overlap, union_hours};
use crate::model::{Frame, LOW_DOSE_DOPAMINE, TOLERANCE};
use crate::terminology::{dialysis_modalities, key};

/// The item under which agents count that are not in the vasopressor list.
const UNCLASSIFIED: &str = "unclassified";

/// The vasopressors of one course.
#[derive(Debug, Clone, Default)]
pub(super) struct VasopressorFacts {
    pub(super) used: bool,
    /// By index of the course's treated cycles.
    pub(super) by_cycle: Vec<bool>,
    /// Listed agents, and `unclassified` for all others; sorted.
    pub(super) agents: Vec<String>,
    pub(super) two_or_more_agents: bool,
    /// Length of the union of intervals; `None` where one has no end.
    pub(super) hours: Option<f64>,
    /// Given doses up to the first start; `None` where a given dose has no hour.
    pub(super) first_dose: Option<i64>,
    /// Highest norepinephrine equivalent, µg/kg/min.
    pub(super) peak_nee: Option<f64>,
}

/// The vasopressors of every course of a site.
pub(super) fn vasopressor_facts(doses: &[DoseHistory], events: &Events) -> Vec<VasopressorFacts> {
    let without = |history: &DoseHistory| VasopressorFacts {
        by_cycle: vec![false; history.cycles.len()],
        ..VasopressorFacts::default()
    };
    let mut facts: Vec<VasopressorFacts> = doses.iter().map(without).collect();
    let frame = &events.frame;
    let (agents, listed_agents) = (frame.column("agent"), frame.column("listed_agent"));
    let (classes, equivalents) = (frame.column("agent_class"), frame.column("peak_nee"));
    let rates = frame.column("standard_peak_rate");
    let is_low_dose = |row: usize| {
        listed_agents.text(row) == Some("dopamine")
            && rates
                .decimal(row)
                .is_some_and(|rate| rate <= LOW_DOSE_DOPAMINE + TOLERANCE)
    };
    let interval = intervals(frame);
    for (course, rows) in events.by_course() {
        let (history, fact) = (&doses[course], &mut facts[course]);
        // An infusion counts that ends at or after hour 0 and starts in time, of a vasopressor or an agent that is not
        // listed, but for low-dose dopamine.
        let counts = |&(row, interval): &(usize, Interval)| {
            interval.stop.is_none_or(|stop| stop >= -TOLERANCE)
                && starts_in_time(interval.start, history.last_given_hour)
                && matches!(classes.text(row), Some("vasopressor" | UNCLASSIFIED))
                && !is_low_dose(row)
        };
        let mut intervals: Vec<(Interval, String)> = Vec::new();
        for (row, interval) in rows.map(|row| (row, interval(row))).filter(counts) {
            let listed = listed_agents.text(row);
            let verbatim = || {
                let agent = agents.text(row);
                key(agent.expect("an infusion without an agent is quarantined")).into_owned()
            };
            // Two unlisted agents differ by name, which no listed agent can bear.
            intervals.push((
                interval,
                listed.map_or_else(verbatim, |agent| format!(" {agent}")),
            ));
            let item = listed.unwrap_or(UNCLASSIFIED);
            if !fact.agents.iter().any(|agent| agent == item) {
                fact.agents.push(item.to_owned());
            }
            if let Some(cycle) = history.cycle_at(interval.start) {
                fact.by_cycle[cycle] = true;
            }
            if let Some(nee) = equivalents.decimal(row) {
                fact.peak_nee = Some(fact.peak_nee.map_or(nee, |known| known.max(nee)));
            }
        }
        if intervals.is_empty() {
            continue;
        }
        fact.used = true;
        fact.agents.sort_unstable();
        let spans: Vec<Interval> = intervals.iter().map(|(interval, _)| *interval).collect();
        fact.hours = union_hours(&spans);
        let first = spans
            .iter()
            .map(|interval| interval.start)
            .fold(f64::INFINITY, f64::min);
        fact.first_dose = history.knows_given_hours().then(|| history.given_by(first));
        fact.two_or_more_agents = intervals
            .iter()
            .enumerate()
            .any(|(index, (interval, agent))| {
                intervals[..index]
                    .iter()
                    .any(|(other, name)| name != agent && overlap(*interval, *other))
            });
    }
    facts
}

/// The interval of each row.
fn intervals(frame: &Frame) -> impl Fn(usize) -> Interval {
    let (starts, stops) = (frame.decimals("start_hour"), frame.column("stop_hour"));
    move |row| Interval {
        start: starts[row],
        stop: stops.decimal(row),
    }
}

/// The dialysis of one course.
#[derive(Debug, Clone, Default)]
pub(super) struct DialysisFacts {
    /// Neither on maintenance dialysis nor dialysed before hour 0.
    pub(super) at_risk: bool,
    pub(super) used: bool,
    /// Modalities, by their index in the list; sorted.
    pub(super) modalities: Vec<usize>,
    /// When the counting intervals began.
    pub(super) starts: Vec<f64>,
    /// Length of the union of intervals; `None` where one has no end.
    pub(super) hours: Option<f64>,
    /// Whether every interval has an end.
    pub(super) all_ended: bool,
}

/// The dialysis of every course of a site.
pub(super) fn dialysis_facts(
    courses: &Frame,
    doses: &[DoseHistory],
    events: &Events,
) -> Vec<DialysisFacts> {
    let at_start = |baseline: &Option<bool>| DialysisFacts {
        at_risk: *baseline != Some(true),
        ..DialysisFacts::default()
    };
    let mut facts: Vec<DialysisFacts> = courses
        .booleans("baseline_dialysis")
        .iter()
        .map(at_start)
        .collect();
    let frame = &events.frame;
    let (is_dialysis, codes) = (frame.booleans("is_dialysis"), frame.column("modality"));
    let interval = intervals(frame);
    for (course, rows) in events.by_course() {
        let (history, fact) = (&doses[course], &mut facts[course]);
        let mut intervals = Vec::new();
        for row in rows.filter(|&row| is_dialysis[row] == Some(true)) {
            let interval = interval(row);
            if interval.start < -TOLERANCE {
                fact.at_risk = false;
            } else if starts_in_time(interval.start, history.last_given_hour) {
                intervals.push(interval);
                let code = codes.text(row);
                let index = dialysis_modalities()
                    .iter()
                    .position(|modality| Some(modality.code.as_str()) == code);
                fact.modalities.extend(index);
            }
        }
        fact.modalities.sort_unstable();
        fact.modalities.dedup();
        fact.used = !intervals.is_empty();
        fact.starts = intervals.iter().map(|interval| interval.start).collect();
        fact.hours = union_hours(&intervals);
        fact.all_ended = intervals.iter().all(|interval| interval.stop.is_some());
    }
    facts
}
