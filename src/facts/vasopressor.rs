//! Vasopressors of a course: which, when first, for how long, how much at once.

use super::dose_history::DoseHistory;
use super::events::{Events, starts_in_time};
use super::intervals::{Interval, intervals, overlap, union_hours};
use crate::model::{LOW_DOSE_DOPAMINE, TOLERANCE, is_no_infusion};
use crate::terminology::key;

/// The item under which agents count that are not in the vasopressor list.
const UNCLASSIFIED: &str = "unclassified";

/// The vasopressors of one course.
#[derive(Debug, Clone, Default)]
pub(super) struct VasopressorFacts {
    /// No infusion counts, but one would if dopamine at a low dose did.
    pub(super) low_dose_dopamine_only: bool,
    /// The intervals that count.
    pub(super) intervals: Vec<Interval>,
    /// By index of the course's treated cycles.
    pub(super) by_cycle: Vec<bool>,
    /// Listed agents, and `unclassified` for all others; sorted.
    pub(super) agents: Vec<String>,
    pub(super) two_or_more_agents: bool,
    /// Length of the union of intervals; `None` where one has no end.
    pub(super) hours: Option<f64>,
    /// The number of the cycle of the first start, and the given doses of that cycle up to it; `None` where a given dose of
    /// the course has no hour.
    pub(super) first_cycle_and_dose: Option<(i64, i64)>,
    /// The highest norepinephrine equivalent of what ran together, µg/kg/min; `None` where that of one is not known.
    pub(super) peak_nee: Option<f64>,
}

/// An infusion that counts.
#[derive(Debug)]
struct Infusion {
    interval: Interval,
    /// The agent's name in the list.
    listed: Option<String>,
    /// The name by which agents differ: unlisted ones bear no name of the list.
    name: String,
    /// Norepinephrine equivalent of the peak rate, µg/kg/min.
    nee: Option<f64>,
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
    let (reported, rates) = (
        frame.column("peak_rate"),
        frame.column("standard_peak_rate"),
    );
    let interval = intervals(frame);
    let is_low_dose = |row: usize| {
        listed_agents.text(row) == Some("dopamine")
            && rates
                .decimal(row)
                .is_some_and(|rate| rate <= LOW_DOSE_DOPAMINE + TOLERANCE)
    };
    let infusion = |row: usize| {
        let listed = listed_agents.text(row).map(str::to_owned);
        let agent = agents.text(row);
        let agent = key(agent.expect("an infusion without an agent is quarantined"));
        Infusion {
            interval: interval(row),
            name: listed.clone().unwrap_or_else(|| agent.into_owned()),
            listed,
            nee: equivalents.decimal(row),
        }
    };
    for (course, rows) in events.by_course() {
        let history = &doses[course];
        // An infusion counts that ends at or after hour 0 and starts in time, of a vasopressor or an agent that is not
        // listed, at a rate, but for dopamine at a low dose.
        let counts = |&row: &usize| {
            let interval = interval(row);
            interval.reaches(0.0)
                && starts_in_time(interval.start, history.last_given_hour)
                && matches!(classes.text(row), Some("vasopressor" | UNCLASSIFIED))
                && !reported.decimal(row).is_some_and(is_no_infusion)
        };
        let (low, counting): (Vec<usize>, Vec<usize>) =
            rows.filter(counts).partition(|&row| is_low_dose(row));
        let infusions: Vec<Infusion> = counting.into_iter().map(infusion).collect();
        if infusions.is_empty() {
            facts[course].low_dose_dopamine_only = !low.is_empty();
        } else {
            facts[course].add(&infusions, history);
        }
    }
    facts
}

impl VasopressorFacts {
    /// Whether an infusion counts.
    pub(super) const fn is_used(&self) -> bool {
        !self.agents.is_empty()
    }

    /// Whether infusions count, and all that do are of agents that are not in the list.
    pub(super) fn is_unlisted_only(&self) -> bool {
        self.agents == [UNCLASSIFIED]
    }

    /// Counts the infusions of a course, at least one.
    fn add(&mut self, infusions: &[Infusion], history: &DoseHistory) {
        let agents = infusions.iter().map(|infusion| infusion.listed.as_deref());
        self.agents = agents
            .map(|agent| agent.unwrap_or(UNCLASSIFIED).to_owned())
            .collect();
        self.agents.sort_unstable();
        self.agents.dedup();
        let cycles = infusions
            .iter()
            .filter_map(|infusion| history.cycle_at(infusion.interval.start));
        for cycle in cycles {
            self.by_cycle[cycle] = true;
        }
        let spans: Vec<Interval> = infusions.iter().map(|infusion| infusion.interval).collect();
        self.hours = union_hours(&spans);
        let starts = spans.iter().map(|interval| interval.start);
        let first = starts.fold(f64::INFINITY, f64::min);
        self.first_cycle_and_dose = history.cycle_and_dose_at(first);
        self.two_or_more_agents = infusions.iter().enumerate().any(|(index, a)| {
            let mut before = infusions[..index].iter();
            before.any(|b| a.name != b.name && overlap(a.interval, b.interval))
        });
        self.peak_nee = peak_nee(infusions);
        self.intervals = spans;
    }
}

/// The highest sum of equivalents at a moment from hour 0 on. It is reached where an infusion starts.
fn peak_nee(infusions: &[Infusion]) -> Option<f64> {
    let known = |infusion: &Infusion| Some((infusion.interval.after_hour_0(), infusion.nee?));
    let running: Vec<(Interval, f64)> = infusions.iter().map(known).collect::<Option<_>>()?;
    let sum_at = |moment: f64| -> f64 {
        let runs = running
            .iter()
            .filter(|(interval, _)| interval.runs_at(moment));
        runs.map(|(_, nee)| nee).sum()
    };
    let sums = running.iter().map(|(interval, _)| sum_at(interval.start));
    sums.reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peak(infusions: &[(f64, Option<f64>, Option<f64>)]) -> Option<f64> {
        let infusion = |&(start, stop, nee): &(f64, Option<f64>, Option<f64>)| Infusion {
            interval: Interval { start, stop },
            listed: None,
            name: String::new(),
            nee,
        };
        peak_nee(&infusions.iter().map(infusion).collect::<Vec<_>>())
    }

    #[test]
    fn equivalents_add_up_of_what_runs_together() {
        // 1 from 0 to 10, 2 from 5 on, 4 from 10 to 12: 1, 3, then 6, for the first ends where the third begins.
        let all = [
            (0.0, Some(10.0), Some(1.0)),
            (5.0, None, Some(2.0)),
            (10.0, Some(12.0), Some(4.0)),
        ];
        assert_eq!(peak(&all), Some(6.0));
        assert_eq!(peak(&all[..2]), Some(3.0));
        assert_eq!(peak(&[all[0], (5.0, None, None)]), None);
    }

    #[test]
    fn what_ran_before_hour_0_is_cut_there_and_a_bolus_is_a_moment() {
        // What ended at hour 0 was there at its moment, together with what began then.
        let before = (-9.0, Some(0.0), Some(1.0));
        assert_eq!(peak(&[before]), Some(1.0));
        assert_eq!(peak(&[before, (0.0, Some(8.0), Some(4.0))]), Some(5.0));
        // A bolus at the end of another infusion is after it; in the middle it adds.
        let bolus = |hour| (hour, Some(hour), Some(4.0));
        assert_eq!(peak(&[(0.0, Some(8.0), Some(1.0)), bolus(8.0)]), Some(4.0));
        assert_eq!(peak(&[(0.0, Some(8.0), Some(1.0)), bolus(7.0)]), Some(5.0));
        assert_eq!(peak(&[bolus(7.0), bolus(7.0)]), Some(8.0));
    }
}
