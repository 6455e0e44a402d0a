//! What became of each planned dose of each course, dose by dose: what the figure of single patients shows.
//!
//! It is read from the stored doses when a report is made, in the order of `facts_courses`. Facts have but the sums.

use super::cycle_record::{CycleRecord, DoseColumns};
use super::dose_disposition::DoseDisposition;
use super::dose_plan::DosePlan;
use super::error::FactsError;
use super::events::runs;
use super::frame::read_parquet;
use crate::store::Snapshot;
use std::collections::{BTreeSet, HashMap};

/// The planned doses of each course of a snapshot, in the order of `facts_courses`.
#[derive(Debug)]
pub struct DoseMap {
    courses: Vec<Vec<Vec<DoseDisposition>>>,
}

impl DoseMap {
    /// The table that is read, beside the facts.
    pub const TABLE: &str = "doses";

    /// Reads them.
    ///
    /// # Errors
    ///
    /// Where a file of the store cannot be read.
    pub fn read(snapshot: &Snapshot) -> Result<Self, FactsError> {
        let facts = read_parquet(
            &snapshot.parts("facts_courses")?,
            &["course_key", "planned_cycles", "planned_doses_per_cycle"],
        )?;
        let stored = read_parquet(
            &snapshot.parts(Self::TABLE)?,
            &[
                "course_key",
                "cycle",
                "dose_number",
                "status",
                "hour",
                "iu_per_kg",
                "reason_organ_system",
            ],
        )?;
        let rows_of: HashMap<i64, _> = runs(stored.integers("course_key")).collect();
        let doses = DoseColumns::of(&stored);
        let keys = facts.integers("course_key").iter().enumerate();
        let courses = keys.map(|(course, key)| {
            let plan = DosePlan::of(&facts, course);
            let recorded = rows_of.get(key).cloned().map(|rows| doses.cycles_of(rows));
            of_course(plan, &recorded.unwrap_or_default())
        });
        Ok(Self {
            courses: courses.collect(),
        })
    }

    /// The planned doses of a course, by its index in `facts_courses`: cycle by cycle, each in the order of its doses.
    ///
    /// # Panics
    ///
    /// Where there is no such course.
    #[must_use]
    pub fn course(&self, index: usize) -> &[Vec<DoseDisposition>] {
        &self.courses[index]
    }
}

/// The cycles of a course in their order: those with a record, and planned ones without, which take the lowest numbers that
/// are free.
fn of_course(plan: DosePlan, recorded: &[CycleRecord<'_>]) -> Vec<Vec<DoseDisposition>> {
    let numbers: Vec<i64> = recorded.iter().map(|cycle| cycle.number).collect();
    let highest = numbers.last().copied().unwrap_or(0);
    let with_record = recorded.iter().map(|cycle| {
        let planned = plan.doses_of_cycle(cycle.number, cycle.recorded(), highest);
        (cycle.number, cycle.dispositions(planned))
    });
    let known: BTreeSet<i64> = numbers.iter().copied().collect();
    let free = (1..).filter(|number| !known.contains(number));
    let without = usize::try_from(plan.cycles_without_a_record(&numbers)).unwrap_or(0);
    let doses = usize::try_from(plan.doses_without_a_record()).unwrap_or(0);
    let not_begun = free
        .take(without)
        .map(|number| (number, vec![DoseDisposition::NotBegun; doses]));
    let mut cycles: Vec<(i64, Vec<DoseDisposition>)> = with_record.chain(not_begun).collect();
    cycles.sort_by_key(|(number, _)| *number);
    cycles.into_iter().map(|(_, doses)| doses).collect()
}
