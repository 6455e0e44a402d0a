//! cohort: who there is.

use super::book::Measure;
use il2_outcomes::measures::results::Statistic::Count;
use il2_outcomes::measures::results::Unit::{Course, Cycle, Dose, Patient};

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        name: "cohort.flow",
        unit: Course,
        needs: &[],
        first: Count,
        rows: |stratum, rows| {
            rows.count("stored", stratum.stored.courses);
            rows.count("selected", stratum.selected.courses);
            rows.count("treated", stratum.treated.courses);
        },
    },
    Measure {
        name: "cohort.flow",
        unit: Patient,
        needs: &[],
        first: Count,
        rows: |stratum, rows| {
            rows.count("stored", stratum.stored.patients);
            rows.count("selected", stratum.selected.patients);
            rows.count("treated", stratum.treated.patients);
        },
    },
    Measure {
        name: "cohort.total",
        unit: Cycle,
        needs: &[],
        first: Count,
        rows: |stratum, rows| rows.count("all", stratum.cycles().count()),
    },
    Measure {
        name: "cohort.total",
        unit: Dose,
        needs: &[],
        first: Count,
        rows: |stratum, rows| {
            let given = stratum.courses.iter().map(|course| course.given().count());
            rows.count("all", given.sum());
        },
    },
];
