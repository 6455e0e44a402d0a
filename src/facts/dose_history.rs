//! Doses of a course: given, planned, and the hours against which everything else is held.

use super::events::Events;
use crate::model::{ABSENT_INTEGER, DoseStatus, Frame, TOLERANCE};
use crate::terminology::{UNCLASSIFIED, organ_system};
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
    /// Hours of its given doses that have one.
    pub(super) given_hours: Vec<f64>,
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
    let mut histories = vec![DoseHistory::default(); courses.rows()];
    let statuses = doses.frame.choices("status");
    for (course, rows) in doses.by_course() {
        histories[course] = history(courses, course, &doses.frame, &statuses, rows);
    }
    // A course without a row was planned all the same.
    for (course, history) in histories
        .iter_mut()
        .enumerate()
        .filter(|(_, history)| history.recorded == 0)
    {
        history.planned = Plan::of(courses, course).doses(&[]);
    }
    histories
}

fn history(
    courses: &Frame,
    course: usize,
    doses: &Frame,
    statuses: &[Option<DoseStatus>],
    rows: Range<usize>,
) -> DoseHistory {
    let mut history = DoseHistory::default();
    let plan = Plan::of(courses, course);
    let planned_size = courses
        .decimal("planned_iu_per_kg", course)
        .expect("a course without a planned size has the default one");
    let (cycle_numbers, hours) = (doses.integers("cycle"), doses.decimals("hour"));
    let sizes = doses.decimals("iu_per_kg");
    let reasons = doses.column("reason_organ_system");
    let mut recorded_by_cycle: Vec<(i64, i64)> = Vec::new();
    let mut size = 0.0;
    // Rows are in the order of cycle and dose number.
    for row in rows {
        let cycle = cycle_numbers[row];
        history.recorded += 1;
        match recorded_by_cycle.last_mut() {
            Some((number, recorded)) if *number == cycle => *recorded += 1,
            _ => recorded_by_cycle.push((cycle, 1)),
        }
        let hour = Some(hours[row]).filter(|hour| !hour.is_nan());
        let status = statuses[row].expect("a dose without a status is quarantined");
        match status {
            DoseStatus::Given => {
                history.given += 1;
                size += if sizes[row].is_nan() {
                    planned_size
                } else {
                    sizes[row]
                };
                history.last_given_hour = hour;
                match history.cycles.last_mut() {
                    Some(last) if last.number == cycle => {
                        last.given += 1;
                        last.given_hours.extend(hour);
                    }
                    _ => history.cycles.push(Cycle {
                        number: cycle,
                        given: 1,
                        planned: 0,
                        start: hour,
                        given_hours: hour.into_iter().collect(),
                    }),
                }
            }
            DoseStatus::Held => history.held += 1,
            DoseStatus::Stopped => history.stopped += 1,
            DoseStatus::Refused => history.refused += 1,
            DoseStatus::Other => history.other += 1,
        }
        if matches!(status, DoseStatus::Held | DoseStatus::Stopped) {
            let system = reasons.text(row).and_then(organ_system);
            let system = system.map_or(NOT_STATED, |system| system as i64);
            match history
                .reasons
                .iter_mut()
                .find(|(known, _)| *known == system)
            {
                Some((_, doses)) => *doses += 1,
                None => history.reasons.push((system, 1)),
            }
        }
    }
    history.reasons.sort_unstable();
    history.cumulative_miu_per_kg = size / 1e6;
    history.planned = plan.doses(&recorded_by_cycle);
    let highest = recorded_by_cycle.last().map_or(0, |&(number, _)| number);
    for cycle in &mut history.cycles {
        let recorded = recorded_by_cycle
            .iter()
            .find(|(number, _)| *number == cycle.number)
            .map_or(0, |&(_, n)| n);
        cycle.planned = plan.doses_of_cycle(cycle.number, recorded, highest);
    }
    history
}

/// What was planned for a course; absent for the regimen `other`, where the records say it.
struct Plan {
    cycles: Option<i64>,
    doses_per_cycle: Option<i64>,
}

impl Plan {
    fn of(courses: &Frame, course: usize) -> Self {
        let known = |column: &str| {
            Some(courses.integers(column)[course]).filter(|&value| value != ABSENT_INTEGER)
        };
        Self {
            cycles: known("planned_cycles"),
            doses_per_cycle: known("planned_doses_per_cycle"),
        }
    }

    /// Planned doses of a cycle with so many recorded ones, in a course whose highest recorded cycle is `highest`.
    fn doses_of_cycle(&self, number: i64, recorded: i64, highest: i64) -> i64 {
        if number <= self.cycles.unwrap_or(highest) {
            self.doses_per_cycle.unwrap_or(recorded).max(recorded)
        } else {
            recorded
        }
    }

    /// Planned doses of the course: planned cycles without a row count too.
    fn doses(&self, recorded_by_cycle: &[(i64, i64)]) -> i64 {
        let highest = recorded_by_cycle.last().map_or(0, |&(number, _)| number);
        let cycles = self.cycles.unwrap_or(highest);
        let within = recorded_by_cycle
            .iter()
            .filter(|(number, _)| *number <= cycles)
            .count() as i64;
        let without_row = (cycles - within) * self.doses_per_cycle.unwrap_or(0);
        let with_row = recorded_by_cycle
            .iter()
            .map(|&(number, recorded)| self.doses_of_cycle(number, recorded, highest));
        with_row.sum::<i64>() + without_row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planned_cycle_without_a_row_counts_and_a_further_cycle_counts_as_recorded() {
        let plan = Plan {
            cycles: Some(2),
            doses_per_cycle: Some(14),
        };
        // Cycle 1 has 15 records (more than planned), cycle 2 none, cycle 3 is not planned: 15 + 14 + 3.
        assert_eq!(plan.doses(&[(1, 15), (3, 3)]), 32);
        assert_eq!(plan.doses(&[]), 28);
    }

    #[test]
    fn a_regimen_without_a_plan_planned_what_was_recorded() {
        let plan = Plan {
            cycles: None,
            doses_per_cycle: None,
        };
        assert_eq!(plan.doses(&[(1, 4), (3, 2)]), 6);
        let plan = Plan {
            cycles: None,
            doses_per_cycle: Some(14),
        };
        assert_eq!(plan.doses(&[(1, 4), (3, 2)]), 42);
    }

    #[test]
    fn an_hour_belongs_to_the_cycle_that_began_last() {
        let cycle = |number, start: Option<f64>| Cycle {
            number,
            given: 1,
            planned: 14,
            start,
            given_hours: start.into_iter().collect(),
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
