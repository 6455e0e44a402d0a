//! Severe toxicity over time: after which dose it began, when it resolved, how often it came.

use super::definition::{CLUSTERED_RATE, CLUSTERED_RATE_SOURCE, Definition};
use super::measure::Measure;
use super::results::{Statistic, Unit};
use super::rows::{ORDERED, Rows};
use super::scope::Scope;
use crate::model::known;
use crate::stats::{Clusters, Curve};
use crate::terminology::organ_systems;

// The names of its measures.
pub(crate) const ONSET_DOSE: &str = "toxicity.onset_dose";
pub(crate) const RESOLVED_BY: &str = "toxicity.resolved_by";
pub(crate) const RATE: &str = "toxicity.rate";

const FIRST: &str = "the first event of grade ≥ 3 of the organ system on treatment: the earliest onset, of equal ones the last to resolve";

pub(super) const DOSE: Measure = Measure {
    definition: Definition {
        name: ONSET_DOSE,
        title: "Doses given at the onset of severe toxicity",
        grain: &[Unit::Course],
        counts: "given doses up to the onset of the first event of grade ≥ 3 of the organ system",
        out_of: "treated courses with such an event in which every given dose has an hour",
        unknown: "events without an onset are passed over; courses in which a given dose has no hour are left out",
        interval: "none: median and quartiles (type 7) describe the courses",
        source: "CTCAE v5.0 grades; Hyndman RJ, Fan Y. Am Stat 1996;50:361 for the quartiles",
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

pub(super) const RESOLUTION: Measure = Measure {
    definition: Definition {
        name: RESOLVED_BY,
        title: "Severe toxicity resolved by day",
        grain: &[Unit::Course],
        counts: FIRST,
        out_of: "treated courses with such an event; one minus the Kaplan–Meier estimate of the time from onset to resolution",
        unknown: "unresolved events are censored at the last contact, else at the course's largest hour; left out where neither lies after the onset",
        interval: "Greenwood's variance on the log–log scale, 95 %",
        source: "Kaplan EL, Meier P. JASA 1958;53:457",
    },
    needs: |_| {
        &[
            "toxicities",
            "toxicities.grade",
            "toxicities.onset_hour",
            "toxicities.resolved_hour",
        ]
    },
    first: Statistic::Probability,
    count: resolved_by,
};

pub(super) const SEVERE_RATE: Measure = Measure {
    definition: Definition {
        name: RATE,
        title: "Severe events per 100 given doses",
        grain: &[Unit::Course],
        counts: "events of grade ≥ 3 on treatment (rows, not courses)",
        out_of: "given doses of treated courses, in hundreds",
        unknown: "an event without a grade never counts as grade ≥ 3",
        interval: CLUSTERED_RATE,
        source: CLUSTERED_RATE_SOURCE,
    },
    needs: |_| &["toxicities", "toxicities.grade"],
    first: Statistic::Rate,
    count: rate,
};

/// The rows of severe toxicity of one organ system, of all treated courses.
fn severe(scope: &Scope<'_>, system: usize) -> impl Iterator<Item = usize> {
    let parts = &scope.cohort.severe;
    let systems = parts.frame.integers("organ_system_number");
    let of_system = move |row: &usize| usize::try_from(systems[*row]) == Ok(system);
    scope
        .courses()
        .flat_map(|course| parts.of(course))
        .filter(of_system)
}

fn onset_dose(scope: &Scope<'_>, rows: &mut Rows) {
    let doses = scope.cohort.severe.frame.integers("onset_dose");
    for (number, system) in organ_systems().iter().enumerate() {
        let values = severe(scope, number)
            .filter_map(|row| known(doses[row]))
            .map(|doses| doses as f64)
            .collect();
        rows.distribution(&system.name, values, &ORDERED);
    }
}

/// Each organ system with the curve of the time from onset to resolution of its first severe events.
pub(super) fn resolution(scope: &Scope<'_>) -> impl Iterator<Item = (&'static str, Curve)> {
    let frame = &scope.cohort.severe.frame;
    let (days, resolved) = (
        frame.decimals("follow_up_days"),
        frame.booleans("is_resolved"),
    );
    organ_systems()
        .iter()
        .enumerate()
        .map(move |(number, system)| {
            let times = severe(scope, number).map(|row| (days[row], resolved[row] == Some(true)));
            let curve = Curve::fit(times.filter(|(days, _)| !days.is_nan()));
            (system.name.as_str(), curve)
        })
}

fn resolved_by(scope: &Scope<'_>, rows: &mut Rows) {
    for (system, curve) in resolution(scope) {
        for days in [7.0, 14.0, 30.0] {
            rows.event_probability(system, &curve, days);
        }
    }
}

fn rate(scope: &Scope<'_>, rows: &mut Rows) {
    let parts = &scope.cohort.severe;
    let (systems, events) = (
        parts.frame.integers("organ_system_number"),
        parts.frame.integers("events_ge3"),
    );
    let given = scope.integers("doses_given");
    let mut of_systems = vec![Clusters::default(); organ_systems().len()];
    let mut of_patient = vec![0; of_systems.len()];
    for courses in scope.patients() {
        of_patient.fill(0);
        for row in courses.iter().flat_map(|&course| parts.of(course)) {
            let system = usize::try_from(systems[row]).expect("organ systems are numbered from 0");
            of_patient[system] += events[row];
        }
        let doses = courses.iter().map(|&course| given[course]).sum();
        for (clusters, &events) in of_systems.iter_mut().zip(&of_patient) {
            clusters.add(doses, events);
        }
    }
    for (system, clusters) in organ_systems().iter().zip(&of_systems) {
        rows.rate(&system.name, clusters, 100.0);
    }
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Median, Probability, Rate};
    use crate::measures::results::Unit::Course;
    use crate::measures::tiny::{assert_close, tiny};

    #[test]
    fn severe_toxicity_has_a_dose_a_resolution_and_a_rate() {
        let tiny = tiny();
        // Hypotension of T1-1 began at hour 10, after doses at 0 and 8; oliguria of T2-1 at hour 20, after 0, 8 and 16.
        assert_close(
            tiny.value("toxicity.onset_dose", Course, "cardiovascular", Median),
            2.0,
        );
        assert_close(
            tiny.value("toxicity.onset_dose", Course, "renal", Median),
            3.0,
        );
        // They lasted 1 and 10 days.
        let resolved = |item, day| {
            let row = tiny.row("toxicity.resolved_by", Course, item, day, Probability);
            (row.value, row.numerator, row.denominator, row.lower)
        };
        assert_eq!(
            resolved("cardiovascular", "7"),
            (Some(1.0), Some(1), Some(1), None)
        );
        assert_eq!(resolved("renal", "7"), (Some(0.0), Some(0), Some(1), None));
        assert_eq!(resolved("renal", "14"), (Some(1.0), Some(1), Some(1), None));
        // Two events in 16 doses, and one.
        assert_close(
            tiny.value("toxicity.rate", Course, "cardiovascular", Rate),
            12.5,
        );
        assert_close(tiny.value("toxicity.rate", Course, "renal", Rate), 6.25);
    }
}
