//! Dialysis of a course: whether the course was at risk of it, which modalities, for how long, and whether it ended.

use super::dose_history::DoseHistory;
use super::events::{Events, starts_in_time};
use super::follow_up::FollowUp;
use super::intervals::{Interval, intervals, union_hours};
use crate::model::{Frame, TOLERANCE};
use crate::terminology::{dialysis_categories, dialysis_modalities};

/// Hours without dialysis after which it has ended.
pub(super) const WITHOUT: f64 = 168.0;

/// The dialysis of one course.
#[derive(Debug, Clone, Default)]
pub(super) struct DialysisFacts {
    /// Neither on maintenance dialysis nor dialysed before hour 0.
    pub(super) at_risk: bool,
    pub(super) used: bool,
    /// Modalities, by their index in the list; sorted.
    pub(super) modalities: Vec<usize>,
    /// Every interval of a modality that is dialysis, counting or not.
    pub(super) intervals: Vec<Interval>,
    /// When the counting intervals began.
    pub(super) starts: Vec<f64>,
    /// Length of the union of counting intervals; `None` without one, or where one has no end.
    pub(super) hours: Option<f64>,
    /// The same of each category of modality, in the order of the list.
    pub(super) hours_by_category: Vec<Option<f64>>,
    /// Whether dialysis ended and the patient lived a week without it; `None` without dialysis, and where it cannot be said.
    pub(super) ended: Option<bool>,
}

/// The dialysis of every course of a site.
pub(super) fn dialysis_facts(
    courses: &Frame,
    doses: &[DoseHistory],
    events: &Events,
    follow_up: &FollowUp,
) -> Vec<DialysisFacts> {
    let at_start = |baseline: &Option<bool>| DialysisFacts {
        at_risk: *baseline != Some(true),
        hours_by_category: vec![None; dialysis_categories().len()],
        ..DialysisFacts::default()
    };
    let mut facts: Vec<DialysisFacts> = courses
        .booleans("baseline_dialysis")
        .iter()
        .map(at_start)
        .collect();
    let frame = &events.frame;
    let (is_dialysis, codes) = (frame.booleans("is_dialysis"), frame.column("modality"));
    let modality = |row: usize| {
        let code = codes.text(row);
        let mut listed = dialysis_modalities().iter();
        let index = listed.position(|modality| Some(modality.code.as_str()) == code);
        index.expect("a modality that is not listed is quarantined")
    };
    let interval = intervals(frame);
    for (course, rows) in events.by_course() {
        let (history, fact) = (&doses[course], &mut facts[course]);
        let mut counting: Vec<(usize, Interval)> = Vec::new();
        for row in rows.filter(|&row| is_dialysis[row] == Some(true)) {
            let interval = interval(row);
            fact.intervals.push(interval);
            if interval.start < -TOLERANCE {
                fact.at_risk = false;
            } else if starts_in_time(interval.start, history.last_given_hour) {
                counting.push((modality(row), interval));
            }
        }
        fact.add(&counting, course, follow_up);
    }
    facts
}

impl DialysisFacts {
    /// Counts the intervals that count, each with its modality.
    fn add(&mut self, counting: &[(usize, Interval)], course: usize, follow_up: &FollowUp) {
        if counting.is_empty() {
            return;
        }
        self.used = true;
        self.modalities = counting.iter().map(|&(modality, _)| modality).collect();
        self.modalities.sort_unstable();
        self.modalities.dedup();
        let intervals: Vec<Interval> = counting.iter().map(|&(_, interval)| interval).collect();
        self.starts = intervals.iter().map(|interval| interval.start).collect();
        self.hours = union_hours(&intervals);
        for (category, hours) in dialysis_categories()
            .iter()
            .zip(&mut self.hours_by_category)
        {
            let of_category = |&&(modality, _): &&(usize, Interval)| {
                dialysis_modalities()[modality].category == *category
            };
            let own = counting.iter().filter(of_category);
            let own: Vec<Interval> = own.map(|&(_, interval)| interval).collect();
            *hours = union_hours(&own).filter(|_| !own.is_empty());
        }
        let (died, known_until) = (
            follow_up.day_of_death(course),
            follow_up.known_until(course),
        );
        self.ended = ended(&intervals, &self.intervals, died, known_until);
    }
}

/// Whether dialysis ended and the patient lived [`WITHOUT`] it: from the intervals that count, all intervals of the course,
/// the hour of death, and the last hour at which anything is known of the patient. `None` where it cannot be said.
///
/// Source: the measure book, dialysis and kidney, "Dialysis ended".
fn ended(
    counting: &[Interval],
    all: &[Interval],
    died: Option<f64>,
    known_until: f64,
) -> Option<bool> {
    let stops: Option<Vec<f64>> = counting.iter().map(|interval| interval.stop).collect();
    let Some(stops) = stops else {
        return Some(false);
    };
    let last_stop = stops.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let begins_again = all
        .iter()
        .any(|interval| interval.start > last_stop + TOLERANCE);
    let ended_by_death = died.is_some_and(|died| died < last_stop + WITHOUT - TOLERANCE);
    if begins_again || ended_by_death {
        return Some(false);
    }
    (known_until >= last_stop + WITHOUT - TOLERANCE).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn interval(start: f64, stop: Option<f64>) -> Interval {
        Interval { start, stop }
    }

    #[test]
    fn dialysis_ended_where_the_patient_lived_a_week_without() {
        let one = [interval(10.0, Some(34.0))];
        // 34 + 168 = 202.
        assert_eq!(ended(&one, &one, None, 202.0), Some(true));
        assert_eq!(ended(&one, &one, None, 201.9), None);
        assert_eq!(ended(&one, &one, Some(216.0), 216.0), Some(true));
        assert_eq!(ended(&one, &one, Some(192.0), 500.0), Some(false));
    }

    #[test]
    fn dialysis_without_an_end_or_begun_again_did_not_end() {
        let open = [interval(10.0, Some(34.0)), interval(20.0, None)];
        assert_eq!(ended(&open, &open, None, 900.0), Some(false));
        // One that is too late to count, and one that starts as the last ends.
        let counting = [interval(10.0, Some(34.0))];
        let late = [counting[0], interval(900.0, Some(910.0))];
        assert_eq!(ended(&counting, &late, None, 1500.0), Some(false));
        let touching = [counting[0], interval(34.0, Some(34.0))];
        assert_eq!(ended(&touching, &touching, None, 1500.0), Some(true));
    }
}
