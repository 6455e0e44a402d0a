//! Doses of a course: given, planned, and the hours against which everything else is held.

use super::cycle_record::{CycleOutcome, CycleRecord, DoseColumns, EndReason};
use super::dose_plan::DosePlan;
use super::events::Events;
use crate::model::{DoseStatus, Frame, TOLERANCE};
use crate::terminology::UNCLASSIFIED;
use std::ops::Range;

/// The number of "not stated" among the organ systems of reasons: it follows the last of them.
pub const NOT_STATED: i64 = UNCLASSIFIED as i64 + 1;

/// The doses of one course.
#[derive(Debug, Clone, Default)]
pub(super) struct DoseHistory {
    pub(super) recorded: i64,
    pub(super) given: i64,
    pub(super) held: i64,
    pub(super) stopped: i64,
    pub(super) refused: i64,
    pub(super) other: i64,
    pub(super) planned: i64,
    pub(super) given_in_cycle_1: i64,
    /// Planned doses that were not given before a given one of their cycle.
    pub(super) held_then_resumed: i64,
    /// Planned doses of cycles without a given dose.
    pub(super) not_begun: i64,
    /// Planned or recorded cycles without a given dose.
    pub(super) cycles_not_begun: i64,
    /// Given doses with `iu_per_kg`.
    pub(super) sizes_known: i64,
    /// Those of them that differ from `planned_iu_per_kg` by more than 10 % of it.
    pub(super) beyond_10_percent: i64,
    /// Given doses with a given dose before them in the cycle, both with an hour.
    pub(super) intervals_known: i64,
    /// Those of them that began fewer than 7 h after it.
    pub(super) under_7_hours: i64,
    /// Given doses with a number above `planned_doses_per_cycle`.
    pub(super) above_the_plan: i64,
    /// Σ `iu_per_kg` of given doses ÷ 10⁶.
    pub(super) cumulative_miu_per_kg: f64,
    /// Treated cycles, by number.
    pub(super) cycles: Vec<Cycle>,
    /// The hour of the given dose with the highest cycle and dose number.
    pub(super) last_given_hour: Option<f64>,
    /// Doses held or stopped, by the organ system of their reason.
    pub(super) reasons: Vec<(i64, i64)>,
}

/// One cycle with a given dose.
#[derive(Debug, Clone)]
pub(super) struct Cycle {
    pub(super) number: i64,
    pub(super) given: i64,
    pub(super) planned: i64,
    /// The hour of the given dose with the lowest dose number.
    pub(super) start: Option<f64>,
    /// The hour of the given dose with the highest dose number.
    pub(super) last: Option<f64>,
    /// Hours of its given doses that have one.
    pub(super) given_hours: Vec<f64>,
    pub(super) outcome: CycleOutcome,
    /// Why it ended, where it ended early.
    pub(super) end_reason: Option<EndReason>,
}

impl DoseHistory {
    /// Hours of given doses that have one.
    pub(super) fn given_hours(&self) -> impl Iterator<Item = f64> {
        let cycles = self.cycles.iter();
        cycles.flat_map(|cycle| cycle.given_hours.iter().copied())
    }

    /// Whether every given dose has an hour.
    pub(super) fn knows_given_hours(&self) -> bool {
        self.given_hours().count() as i64 == self.given
    }

    /// Whether the start of every treated cycle is known.
    pub(super) fn knows_cycle_starts(&self) -> bool {
        self.cycles.iter().all(|cycle| cycle.start.is_some())
    }

    /// The number of the cycle to which an hour belongs, and how many doses of that cycle were given up to the hour.
    /// `None` where a given dose of the course has no hour.
    pub(super) fn cycle_and_dose_at(&self, hour: f64) -> Option<(i64, i64)> {
        if !self.knows_given_hours() {
            return None;
        }
        let cycle = &self.cycles[self.cycle_at(hour)?];
        let is_by = |given: &&f64| **given <= hour + TOLERANCE;
        let given = cycle.given_hours.iter().filter(is_by).count();
        Some((cycle.number, given as i64))
    }

    /// The index in `cycles` of the one to which an hour belongs: in the order of their starts, each lasts to the next
    /// one's start, the first reaches back and the last on without limit. `None` where a start is not known.
    ///
    /// Source: the measure book, `toxicity.any` by cycle: an event belongs to the cycle in which it began.
    pub(super) fn cycle_at(&self, hour: f64) -> Option<usize> {
        let mut order: Vec<(f64, usize)> = self
            .cycles
            .iter()
            .enumerate()
            .map(|(index, cycle)| Some((cycle.start?, index)))
            .collect::<Option<_>>()?;
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let begun = order.partition_point(|&(start, _)| start <= hour + TOLERANCE);
        order.get(begun.saturating_sub(1)).map(|&(_, index)| index)
    }
}

/// The dose history of every course of a site.
pub(super) fn dose_histories(courses: &Frame, doses: &Events) -> Vec<DoseHistory> {
    let mut rows_of = vec![0..0; courses.rows()];
    for (course, rows) in doses.by_course() {
        rows_of[course] = rows;
    }
    let doses = DoseColumns::of(&doses.frame);
    let histories = rows_of.into_iter().enumerate();
    histories
        .map(|(course, rows)| {
            let planned_size = courses
                .decimal("planned_iu_per_kg", course)
                .expect("a course without a planned size has the default one");
            let plan = DosePlan::of(courses, course);
            history(plan, planned_size, &doses, rows)
        })
        .collect()
}

/// The history of a course from the rows of its doses, in the order of cycle and dose number.
fn history(
    plan: DosePlan,
    planned_size: f64,
    doses: &DoseColumns<'_>,
    rows: Range<usize>,
) -> DoseHistory {
    let mut history = DoseHistory::default();
    let cycles = doses.cycles_of(rows.clone());
    for row in rows {
        history.add_dose(doses, row, planned_size);
    }
    let numbers: Vec<i64> = cycles.iter().map(|cycle| cycle.number).collect();
    let highest = numbers.last().copied().unwrap_or(0);
    for cycle in &cycles {
        let planned = plan.doses_of_cycle(cycle.number, cycle.recorded(), highest);
        history.add_cycle(doses, cycle, planned);
        let above = plan.doses_per_cycle.map(|number| cycle.given_above(number));
        history.above_the_plan += above.unwrap_or(0);
    }
    let without_a_record = plan.cycles_without_a_record(&numbers);
    let doses_without_a_record = without_a_record * plan.doses_without_a_record();
    history.cycles_not_begun += without_a_record;
    history.not_begun += doses_without_a_record;
    history.planned += doses_without_a_record;
    history.reasons.sort_unstable();
    history.cumulative_miu_per_kg /= 1e6;
    history
}

impl DoseHistory {
    fn add_dose(&mut self, doses: &DoseColumns<'_>, row: usize, planned_size: f64) {
        let status = doses.statuses[row];
        let hour = Some(doses.hours[row]).filter(|hour| !hour.is_nan());
        self.recorded += 1;
        match status {
            DoseStatus::Given => {
                self.given += 1;
                let size = Some(doses.sizes[row]).filter(|size| !size.is_nan());
                self.cumulative_miu_per_kg += size.unwrap_or(planned_size);
                if let Some(size) = size {
                    self.sizes_known += 1;
                    let is_beyond = (size / planned_size - 1.0).abs() > 0.1 + TOLERANCE;
                    self.beyond_10_percent += i64::from(is_beyond);
                }
                self.last_given_hour = hour;
            }
            DoseStatus::Held => self.held += 1,
            DoseStatus::Stopped => self.stopped += 1,
            DoseStatus::Refused => self.refused += 1,
            DoseStatus::Other => self.other += 1,
        }
        if matches!(status, DoseStatus::Held | DoseStatus::Stopped) {
            let system = doses.reasons[row].map_or(NOT_STATED, |system| system as i64);
            match self.reasons.iter_mut().find(|(known, _)| *known == system) {
                Some((_, doses)) => *doses += 1,
                None => self.reasons.push((system, 1)),
            }
        }
    }

    fn add_cycle(&mut self, doses: &DoseColumns<'_>, cycle: &CycleRecord<'_>, planned: i64) {
        self.planned += planned;
        let outcome = cycle.outcome(planned);
        let mut given_rows = cycle.given();
        let Some(first) = given_rows.next() else {
            self.cycles_not_begun += 1;
            self.not_begun += planned;
            return;
        };
        let last = given_rows.next_back().unwrap_or(first);
        let given = cycle.given().count() as i64;
        if cycle.number == 1 {
            self.given_in_cycle_1 = given;
        }
        self.held_then_resumed += cycle.held_then_resumed(planned);
        let (intervals, short) = cycle.intervals();
        self.intervals_known += intervals;
        self.under_7_hours += short;
        let given_hours = cycle.given().map(|row| doses.hours[row]);
        self.cycles.push(Cycle {
            number: cycle.number,
            given,
            planned,
            start: Some(doses.hours[first]).filter(|hour| !hour.is_nan()),
            last: Some(doses.hours[last]).filter(|hour| !hour.is_nan()),
            outcome,
            given_hours: given_hours.filter(|hour| !hour.is_nan()).collect(),
            end_reason: (outcome == CycleOutcome::EndedEarly).then(|| cycle.end_reason()),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_belongs_to_the_cycle_that_began_last() {
        let cycle = |number, start: Option<f64>| Cycle {
            number,
            given: 1,
            planned: 14,
            start,
            last: start,
            given_hours: start.into_iter().collect(),
            outcome: CycleOutcome::EndedEarly,
            end_reason: None,
        };
        let history = DoseHistory {
            cycles: vec![cycle(1, Some(0.0)), cycle(2, Some(336.0))],
            ..DoseHistory::default()
        };
        assert_eq!(
            [-5.0, 335.9, 336.0, 9000.0].map(|hour| history.cycle_at(hour)),
            [Some(0), Some(0), Some(1), Some(1)]
        );
        let history = DoseHistory {
            given: 2,
            ..history
        };
        // The second cycle's only dose is its first, whatever came before.
        assert_eq!(history.cycle_and_dose_at(400.0), Some((2, 1)));
        assert_eq!(history.cycle_and_dose_at(-1.0), Some((1, 0)));
        let unknown = DoseHistory {
            cycles: vec![cycle(1, None)],
            ..DoseHistory::default()
        };
        assert_eq!(unknown.cycle_at(3.0), None);
    }
}
