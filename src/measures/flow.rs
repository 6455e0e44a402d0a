//! The flow of patients, courses, cycles and doses from the store to the population.

use super::definition::Definition;
use super::measure::{Measure, nothing_more};
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, Rows};
use super::scope::Scope;

// The names of its measures.
pub(crate) const FLOW: &str = "cohort.flow";
pub(crate) const TOTAL: &str = "cohort.total";

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: FLOW,
            title: "Flow of courses and patients",
            grain: &[Unit::Course, Unit::Patient],
            counts: "stored courses; courses selected by --where; selected courses with at least one given dose (treated). Patients: those with such a course",
            out_of: "no denominator",
            unknown: "a course without a given dose is untreated; patients without a course are not counted",
            interval: "none: a count",
            source: "STROBE, item 13",
        },
        needs: nothing_more,
        first: Statistic::Count,
        count: flow,
    },
    Measure {
        definition: Definition {
            name: TOTAL,
            title: "Treated cycles and given doses",
            grain: &[Unit::Cycle, Unit::Dose],
            counts: "cycles with at least one given dose; given doses",
            out_of: "no denominator",
            unknown: "a planned dose without a row counts as not given",
            interval: "none: a count",
            source: "STROBE, item 13",
        },
        needs: nothing_more,
        first: Statistic::Count,
        count: total,
    },
];

fn flow(scope: &Scope<'_>, rows: &mut Rows) {
    for (item, (courses, patients)) in ["stored", "selected", "treated"]
        .into_iter()
        .zip(scope.stratum.flow)
    {
        rows.count(
            item,
            Level::All,
            if rows.unit() == Unit::Course {
                courses
            } else {
                patients
            },
        );
    }
}

fn total(scope: &Scope<'_>, rows: &mut Rows) {
    let column = if rows.unit() == Unit::Cycle {
        "treated_cycles"
    } else {
        "doses_given"
    };
    rows.count(ALL, Level::All, scope.total(column));
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::Count;
    use crate::measures::results::Unit::{Course, Cycle, Dose, Patient};
    use crate::measures::tiny::{assert_close, tiny};

    #[test]
    fn an_untreated_course_is_in_the_flow_and_nowhere_else() {
        let tiny = tiny();
        for (unit, stored, treated) in [(Course, 5.0, 4.0), (Patient, 4.0, 3.0)] {
            assert_close(tiny.value("cohort.flow", unit, "stored", Count), stored);
            assert_close(tiny.value("cohort.flow", unit, "selected", Count), stored);
            assert_close(tiny.value("cohort.flow", unit, "treated", Count), treated);
        }
        assert_close(tiny.value("cohort.total", Cycle, "all", Count), 5.0);
        assert_close(tiny.value("cohort.total", Dose, "all", Count), 16.0);
        assert_eq!(tiny.ratio("exposure.reason", Dose, "not_stated"), (0, 2));
    }
}
