//! What was planned for a course: how many cycles, and how many doses of each.

use crate::model::{Frame, known};

/// What was planned for a course; absent where a regimen has no usual plan and the export has none.
#[derive(Debug, Clone, Copy)]
pub(super) struct DosePlan {
    cycles: Option<i64>,
    pub(super) doses_per_cycle: Option<i64>,
}

impl DosePlan {
    pub(super) fn of(courses: &Frame, course: usize) -> Self {
        let planned = |column| known(courses.integers(column)[course]);
        Self {
            cycles: planned("planned_cycles"),
            doses_per_cycle: planned("planned_doses_per_cycle"),
        }
    }

    /// Planned doses of a cycle with this many recorded doses, in a course whose highest recorded cycle is `highest`.
    pub(super) fn doses_of_cycle(&self, number: i64, recorded: i64, highest: i64) -> i64 {
        if number <= self.cycles.unwrap_or(highest) {
            self.doses_per_cycle.unwrap_or(recorded).max(recorded)
        } else {
            recorded
        }
    }

    /// Planned cycles without a recorded dose; `recorded` are the numbers of those with one, in their order.
    pub(super) fn cycles_without_a_record(&self, recorded: &[i64]) -> i64 {
        let highest = recorded.last().copied().unwrap_or(0);
        let cycles = self.cycles.unwrap_or(highest);
        let within = recorded.iter().filter(|&&number| number <= cycles).count();
        cycles - within as i64
    }

    /// Planned doses of a cycle without a recorded dose.
    pub(super) fn doses_without_a_record(&self) -> i64 {
        self.doses_per_cycle.unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Planned doses of a course with these cycles, each with its number of recorded doses.
    fn doses(plan: DosePlan, recorded: &[(i64, i64)]) -> i64 {
        let numbers: Vec<i64> = recorded.iter().map(|&(number, _)| number).collect();
        let highest = numbers.last().copied().unwrap_or(0);
        let with_record = recorded
            .iter()
            .map(|&(number, doses)| plan.doses_of_cycle(number, doses, highest));
        with_record.sum::<i64>()
            + plan.cycles_without_a_record(&numbers) * plan.doses_without_a_record()
    }

    #[test]
    fn a_planned_cycle_without_a_row_counts_and_a_further_cycle_counts_as_recorded() {
        let plan = DosePlan {
            cycles: Some(2),
            doses_per_cycle: Some(14),
        };
        // Cycle 1 has 15 records (more than planned), cycle 2 none, cycle 3 is not planned: 15 + 14 + 3.
        assert_eq!(doses(plan, &[(1, 15), (3, 3)]), 32);
        assert_eq!(doses(plan, &[]), 28);
    }

    #[test]
    fn without_a_plan_what_was_recorded_is_meant() {
        let plan = DosePlan {
            cycles: None,
            doses_per_cycle: None,
        };
        assert_eq!(doses(plan, &[(1, 4), (3, 2)]), 6);
        let plan = DosePlan {
            cycles: None,
            doses_per_cycle: Some(14),
        };
        assert_eq!(doses(plan, &[(1, 4), (3, 2)]), 42);
    }
}
