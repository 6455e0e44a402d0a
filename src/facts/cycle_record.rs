//! One recorded cycle: how many of its planned doses were given, how it ended, and why.

use super::dose_disposition::DoseDisposition;
use super::events::runs;
use crate::model::{ABSENT_CODE, DoseStatus, Frame, TOLERANCE, closed_set};
use crate::terminology::{UNCLASSIFIED, organ_system, organ_systems};
use std::collections::BTreeSet;
use std::ops::Range;

closed_set! {
    /// How a planned or recorded cycle ended.
    pub enum CycleOutcome {
        /// Every planned dose was given.
        Completed = "completed",
        /// The last planned dose, or a later one, was given, but not all before it.
        ToTheEnd = "to_the_end",
        /// A dose was given, none at the end of the plan.
        EndedEarly = "ended_early",
        /// No dose was given.
        NotBegun = "not_begun",
    }
}

/// Why a cycle ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndReason {
    /// Toxicity of this organ system, by its index, or something `other`.
    System(usize),
    /// The patient refused.
    Refused,
    /// No reason is recorded.
    NotStated,
}

impl EndReason {
    /// Its name in the results.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::System(system) => &organ_systems()[system].name,
            Self::Refused => "refused",
            Self::NotStated => "not_stated",
        }
    }
}

/// The doses of a part, column by column, in the order of course, cycle and dose number.
pub(super) struct DoseColumns<'a> {
    cycles: &'a [i64],
    numbers: &'a [i64],
    /// As they count: a given dose of 0 was not given.
    pub(super) statuses: Vec<DoseStatus>,
    pub(super) hours: &'a [f64],
    pub(super) sizes: &'a [f64],
    /// The organ system of each dose's reason, by its index; [`UNCLASSIFIED`] where it is neither a term nor an organ
    /// system, `None` where there is no reason.
    pub(super) reasons: Vec<Option<usize>>,
}

impl<'a> DoseColumns<'a> {
    pub(super) fn of(doses: &'a Frame) -> Self {
        let sizes = doses.decimals("iu_per_kg");
        let statuses = doses.choices("status").into_iter().zip(sizes);
        let (codes, words) = doses.texts("reason_organ_system");
        let systems: Vec<Option<usize>> = words.iter().map(|word| organ_system(word)).collect();
        let system = |&code: &u32| match code {
            ABSENT_CODE => None,
            code => systems[code as usize],
        };
        Self {
            cycles: doses.integers("cycle"),
            numbers: doses.integers("dose_number"),
            statuses: statuses
                .map(|(status, &size)| counted(status, size))
                .collect(),
            hours: doses.decimals("hour"),
            sizes,
            reasons: codes.iter().map(system).collect(),
        }
    }

    /// The recorded cycles of a course, by its rows.
    pub(super) fn cycles_of(&self, rows: Range<usize>) -> Vec<CycleRecord<'_>> {
        let from = rows.start;
        runs(&self.cycles[rows])
            .map(|(number, run)| CycleRecord {
                doses: self,
                number,
                rows: from + run.start..from + run.end,
            })
            .collect()
    }
}

/// The status by which a stored dose of this size counts.
fn counted(status: Option<DoseStatus>, size: f64) -> DoseStatus {
    let status: DoseStatus = status.expect("a dose without a status is quarantined");
    status.counted(size)
}

/// The recorded doses of one cycle, in the order of their numbers.
pub(super) struct CycleRecord<'a> {
    doses: &'a DoseColumns<'a>,
    /// Its number in the course.
    pub(super) number: i64,
    pub(super) rows: Range<usize>,
}

impl CycleRecord<'_> {
    /// How many doses are recorded.
    pub(super) fn recorded(&self) -> i64 {
        self.rows.len() as i64
    }

    /// The rows of its given doses.
    pub(super) fn given(&self) -> impl DoubleEndedIterator<Item = usize> + Clone {
        let statuses = &self.doses.statuses;
        self.rows
            .clone()
            .filter(|&row| statuses[row] == DoseStatus::Given)
    }

    /// How it ended, of this many planned doses.
    ///
    /// Source: the measure book, "How a cycle ended".
    pub(super) fn outcome(&self, planned: i64) -> CycleOutcome {
        let Some(last) = self.given().next_back() else {
            return CycleOutcome::NotBegun;
        };
        if self.given().count() as i64 == planned {
            CycleOutcome::Completed
        } else if self.doses.numbers[last] >= planned {
            CycleOutcome::ToTheEnd
        } else {
            CycleOutcome::EndedEarly
        }
    }

    /// Why no dose was given after the last given one: the reason of the first dose recorded after it.
    ///
    /// Source: the measure book, "How a cycle ended".
    pub(super) fn end_reason(&self) -> EndReason {
        let after_last = self
            .given()
            .next_back()
            .map_or(self.rows.start, |row| row + 1);
        if after_last == self.rows.end {
            return EndReason::NotStated;
        }
        let other = organ_system("other").expect("`other` is an organ system");
        match (
            self.doses.statuses[after_last],
            self.doses.reasons[after_last],
        ) {
            (DoseStatus::Refused, _) => EndReason::Refused,
            (_, None) => EndReason::NotStated,
            (DoseStatus::Other, Some(_)) | (_, Some(UNCLASSIFIED)) => EndReason::System(other),
            (_, Some(system)) => EndReason::System(system),
        }
    }

    /// Planned doses that were not given before the last given one, of this many planned doses: recorded ones, and the
    /// lowest ordinals without a row, as many as are planned beyond the recorded ones.
    pub(super) fn held_then_resumed(&self, planned: i64) -> i64 {
        let Some(last) = self.given().next_back() else {
            return 0;
        };
        let recorded_before = (last - self.rows.start) as i64;
        let given_before = self.given().count() as i64 - 1;
        let without_a_row_before = self.doses.numbers[last] - 1 - recorded_before;
        let planned_without_a_row = planned - self.recorded();
        recorded_before - given_before + planned_without_a_row.min(without_a_row_before)
    }

    /// What became of each of so many planned doses, in the order of their numbers: recorded ones, and the lowest ordinals
    /// without a row, as many as are planned beyond the recorded ones.
    pub(super) fn dispositions(&self, planned: i64) -> Vec<DoseDisposition> {
        let recorded = self.rows.clone().map(|row| {
            let is_given = self.doses.statuses[row] == DoseStatus::Given;
            (self.doses.numbers[row], is_given)
        });
        let numbers: BTreeSet<i64> = recorded.clone().map(|(number, _)| number).collect();
        let free = (1..).filter(|ordinal| !numbers.contains(ordinal));
        let without_a_row = usize::try_from(planned - self.recorded()).unwrap_or(0);
        let without_a_row = free.take(without_a_row).map(|ordinal| (ordinal, false));
        let mut doses: Vec<(i64, bool)> = recorded.chain(without_a_row).collect();
        doses.sort_by_key(|(number, _)| *number);
        let last_given = doses.iter().rposition(|(_, is_given)| *is_given);
        let disposition = |(index, (_, is_given)): (usize, (i64, bool))| match last_given {
            None => DoseDisposition::NotBegun,
            Some(_) if is_given => DoseDisposition::Given,
            Some(last) if index < last => DoseDisposition::HeldThenResumed,
            Some(_) => DoseDisposition::AfterTheEnd,
        };
        doses.into_iter().enumerate().map(disposition).collect()
    }

    /// Given doses with a given dose before them in the cycle, both with an hour; and those of them that began fewer than
    /// 7 h after it.
    pub(super) fn intervals(&self) -> (i64, i64) {
        const SHORTEST_HOURS: f64 = 7.0;
        let hours = self.given().map(|row| self.doses.hours[row]);
        let intervals = hours.clone().zip(hours.skip(1));
        let known = intervals.filter(|(before, after)| !before.is_nan() && !after.is_nan());
        known.fold((0, 0), |(all, short), (before, after)| {
            let is_short = after - before < SHORTEST_HOURS - TOLERANCE;
            (all + 1, short + i64::from(is_short))
        })
    }

    /// Given doses whose number is above this one.
    pub(super) fn given_above(&self, number: i64) -> i64 {
        let numbers = self.doses.numbers;
        self.given().filter(|&row| numbers[row] > number).count() as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DoseStatus::{Given, Held, Other, Refused, Stopped};

    /// The recorded doses of a cycle: number, status, organ system of the reason.
    fn columns(doses: &[(i64, DoseStatus, Option<usize>)]) -> (Vec<i64>, Vec<i64>, Vec<f64>) {
        let numbers: Vec<i64> = doses.iter().map(|dose| dose.0).collect();
        (vec![1; doses.len()], numbers, vec![f64::NAN; doses.len()])
    }

    fn check<T>(
        doses: &[(i64, DoseStatus, Option<usize>)],
        read: impl Fn(&CycleRecord<'_>) -> T,
    ) -> T {
        let (cycles, numbers, hours) = columns(doses);
        let columns = DoseColumns {
            cycles: &cycles,
            numbers: &numbers,
            statuses: doses.iter().map(|dose| dose.1).collect(),
            hours: &hours,
            sizes: &hours,
            reasons: doses.iter().map(|dose| dose.2).collect(),
        };
        read(&columns.cycles_of(0..doses.len())[0])
    }

    #[test]
    fn one_row_for_the_end_or_one_for_each_dose_is_the_same_end() {
        let given: Vec<_> = (1..=9).map(|number| (number, Given, None)).collect();
        let one = [given.clone(), vec![(10, Stopped, Some(3))]].concat();
        let four: Vec<_> = (10..=14).map(|number| (number, Stopped, Some(3))).collect();
        for log in [one, [given, four].concat()] {
            let found = check(&log, |cycle| {
                let (outcome, reason) = (cycle.outcome(14), cycle.end_reason());
                (outcome, reason, cycle.held_then_resumed(14))
            });
            assert_eq!(found, (CycleOutcome::EndedEarly, EndReason::System(3), 0));
        }
    }

    #[test]
    fn a_cycle_is_completed_or_runs_to_the_end_or_is_not_begun() {
        let all: Vec<_> = (1..=6).map(|number| (number, Given, None)).collect();
        assert_eq!(
            check(&all, |cycle| cycle.outcome(6)),
            CycleOutcome::Completed
        );
        let skipped = [(1, Given, None), (6, Given, None)];
        let to_the_end = check(&skipped, |cycle| {
            (cycle.outcome(6), cycle.held_then_resumed(6))
        });
        // Ordinals 2 to 5 have no row and are planned.
        assert_eq!(to_the_end, (CycleOutcome::ToTheEnd, 4));
        let not_begun = [(1, Held, Some(1)), (2, Stopped, None)];
        assert_eq!(
            check(&not_begun, |cycle| cycle.outcome(6)),
            CycleOutcome::NotBegun
        );
    }

    #[test]
    fn planned_ordinals_without_a_row_are_the_lowest() {
        // Recorded 2 (held) and 9 (given) of 4 planned: 1 and 3 are the others, both before 9.
        let log = [(2, Held, None), (9, Given, None)];
        let found = check(&log, |cycle| (cycle.outcome(4), cycle.held_then_resumed(4)));
        assert_eq!(found, (CycleOutcome::ToTheEnd, 3));
        let [given, held, after, not_begun] = DoseDisposition::ALL;
        let dispositions = |log: &[_], planned| check(log, |cycle| cycle.dispositions(planned));
        assert_eq!(dispositions(&log, 4), [held, held, held, given]);
        let ended = [(1, Given, None), (3, Given, None), (4, Stopped, Some(1))];
        assert_eq!(
            dispositions(&ended, 6),
            [given, held, given, after, after, after]
        );
        assert_eq!(dispositions(&[(1, Held, None)], 2), [not_begun, not_begun]);
        // Recorded 1, 2 given of 5: 3, 4 and 5 come after the last given one.
        let log = [(1, Given, None), (2, Given, None)];
        assert_eq!(check(&log, |cycle| cycle.held_then_resumed(5)), 0);
    }

    #[test]
    fn the_reason_is_that_of_the_first_dose_after_the_last_given_one() {
        let ended = |cycle: &CycleRecord<'_>| (cycle.outcome(14), cycle.end_reason());
        let other = organ_system("other").unwrap();
        for (after, expected) in [
            ((3, Held, Some(1)), EndReason::System(1)),
            ((3, Refused, Some(1)), EndReason::Refused),
            ((3, Stopped, Some(UNCLASSIFIED)), EndReason::System(other)),
            ((3, Other, Some(1)), EndReason::System(other)),
            ((3, Other, None), EndReason::NotStated),
            ((3, Stopped, None), EndReason::NotStated),
        ] {
            let log = [
                (1, Held, Some(2)),
                (2, Given, None),
                after,
                (4, Stopped, Some(5)),
            ];
            assert_eq!(check(&log, ended), (CycleOutcome::EndedEarly, expected));
        }
        let no_row = [(1, Given, None)];
        assert_eq!(
            check(&no_row, ended),
            (CycleOutcome::EndedEarly, EndReason::NotStated)
        );
    }
}
