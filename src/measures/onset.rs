//! Severe toxicity over time: after which dose it began, and how often it came.

use super::cohort::Parts;
use super::definition::{CLUSTERED_RATE, CLUSTERED_RATE_SOURCE, Definition};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::{ORDERED, Rows};
use super::scope::Scope;
use crate::model::known;
use crate::stats::Clusters;
use crate::terminology::organ_systems;

// The names of its measures.
pub(crate) const ONSET_DOSE: &str = "toxicity.onset_dose";
pub(crate) const RATE: &str = "toxicity.rate";

pub(super) const DOSE: Measure = Measure {
    definition: Definition {
        name: ONSET_DOSE,
        title: "Dose of the cycle at onset of grade ≥ 3 adverse events",
        grain: &[Unit::Course],
        counts: "given doses of the cycle in which the first event of grade ≥ 3 of the organ system began, up to its onset; by cycle number and overall",
        out_of: "treated courses with such an event in which every given dose has an hour",
        unknown: "events without an onset are ignored; courses in which a given dose has no hour are excluded",
        interval: "none: median and quartiles (type 7) describe the courses",
        source: "CTCAE grades; Hyndman RJ, Fan Y. Am Stat 1996;50:361 for the quartiles",
    },
    needs: |_| {
        &[
            "toxicities",
            "toxicities.grade",
            "toxicities.onset_hour",
            "doses.hour",
        ]
    },
    first: Statistic::Median,
    count: onset_dose,
};

pub(super) const SEVERE_RATE: Measure = Measure {
    definition: Definition {
        name: RATE,
        title: "Grade ≥ 3 adverse events per 100 given doses",
        grain: &[Unit::Course],
        counts: "events of grade ≥ 3 on treatment: rows of one term that begin at the same hour, or at most 24 h after a resolution, count as one event",
        out_of: "given doses of treated courses, in hundreds; courses in which the organ system was not assessed and that have no event in it are excluded",
        unknown: "an event without a grade never counts as grade ≥ 3",
        interval: CLUSTERED_RATE,
        source: CLUSTERED_RATE_SOURCE,
    },
    needs: |_| &["toxicities", "toxicities.grade"],
    first: Statistic::Rate,
    count: rate,
};

/// The rows of severe toxicity, by course and organ system.
#[derive(Clone, Copy)]
pub(super) struct SevereRows<'a> {
    parts: &'a Parts,
    /// The number of the organ system of each row.
    systems: &'a [i64],
}

impl<'a> SevereRows<'a> {
    pub(super) fn new(scope: &Scope<'a>) -> Self {
        let parts = &scope.cohort.severe;
        Self {
            parts,
            systems: parts.frame.integers("organ_system_number"),
        }
    }

    /// Those of a course in one organ system: one or none.
    pub(super) fn of(self, course: usize, system: usize) -> impl Iterator<Item = usize> {
        let is_of_system = move |&row: &usize| usize::try_from(self.systems[row]) == Ok(system);
        self.parts.of(course).filter(is_of_system)
    }
}

fn onset_dose(scope: &Scope<'_>, rows: &mut Rows) {
    let frame = &scope.cohort.severe.frame;
    let (cycles, doses) = (frame.integers("onset_cycle"), frame.integers("onset_dose"));
    let severe = SevereRows::new(scope);
    for (number, system) in organ_systems().iter().enumerate() {
        let known: Vec<(i64, f64)> = scope
            .courses()
            .flat_map(|course| severe.of(course, number))
            .filter_map(|row| Some((known(cycles[row])?, known(doses[row])? as f64)))
            .collect();
        for cycle in [1, 2] {
            let of_cycle = known.iter().filter(|(own, _)| *own == i64::from(cycle));
            let doses = of_cycle.map(|(_, dose)| *dose).collect();
            rows.distribution_at(&system.name, Level::Cycle(cycle), doses, &ORDERED);
        }
        let doses = known.iter().map(|(_, dose)| *dose).collect();
        rows.distribution(&system.name, doses, &ORDERED);
    }
}

fn rate(scope: &Scope<'_>, rows: &mut Rows) {
    let events = scope.cohort.severe.frame.integers("events_ge3");
    let given = scope.integers("doses_given");
    let rows_of = SevereRows::new(scope);
    for (number, system) in organ_systems().iter().enumerate() {
        let worst = scope.integers(&format!("worst_grade_{}", system.name));
        let mut clusters = Clusters::default();
        for courses in scope.patients() {
            let assessed = || {
                courses
                    .iter()
                    .filter(|&&course| known(worst[course]).is_some())
            };
            let doses = assessed().map(|&course| given[course]).sum();
            let severe = assessed().flat_map(|&course| rows_of.of(course, number));
            clusters.add(doses, severe.map(|row| events[row]).sum());
        }
        rows.rate(&system.name, &clusters, 100.0);
    }
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Median, Rate};
    use crate::measures::results::Unit::Course;
    use crate::measures::tiny::{assert_close, tiny};

    #[test]
    fn severe_toxicity_has_a_dose_and_a_rate() {
        let tiny = tiny();
        // Hypotension of T1-1 began at hour 10 of cycle 1, after doses at 0 and 8; oliguria of T2-1 at hour 20, after 0,
        // 8 and 16.
        let dose = |item, level| {
            let row = tiny.row("toxicity.onset_dose", Course, item, level, Median);
            (row.value, row.denominator)
        };
        assert_eq!(dose("cardiovascular", "cycle_1"), (Some(2.0), Some(1)));
        assert_eq!(dose("cardiovascular", "cycle_2"), (None, Some(0)));
        assert_eq!(dose("cardiovascular", "all"), (Some(2.0), Some(1)));
        assert_eq!(dose("renal", "all"), (Some(3.0), Some(1)));
        // Hypotension of T1-1 began again at hour 340, long after it had resolved at 34: two events in 16 doses. And one
        // of the kidney.
        assert_close(
            tiny.value("toxicity.rate", Course, "cardiovascular", Rate),
            12.5,
        );
        assert_close(tiny.value("toxicity.rate", Course, "renal", Rate), 6.25);
        // The liver of T3-1 was not assessed: its 6 doses are left out.
        let hepatic = tiny.row("toxicity.rate", Course, "hepatic", "all", Rate);
        assert_eq!(
            (hepatic.numerator, hepatic.denominator),
            (Some(0), Some(10))
        );
    }
}
