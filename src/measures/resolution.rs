//! Severe toxicity: how soon it resolved, who died before, and how often that was recorded.

use super::definition::{CLUSTERED, Definition};
use super::measure::Measure;
use super::onset::SevereRows;
use super::results::{Level, Statistic, Unit};
use super::scope::{Scope, all_and_with};
use crate::model::TOLERANCE;
use crate::stats::{Clusters, CompetingRisks, Ending};
use crate::terminology::organ_systems;

// The names of its measures.
pub(crate) const RESOLVED_BY: &str = "toxicity.resolved_by";
pub(crate) const DIED_UNRESOLVED_BY: &str = "toxicity.died_unresolved_by";
pub(crate) const RESOLVED_AT_LEAST: &str = "toxicity.resolved_at_least";
pub(crate) const RESOLUTION_RECORDED: &str = "toxicity.resolution_recorded";

/// The days after the onset at which resolution is read off.
const DAYS: [f64; 3] = [7.0, 14.0, 30.0];

const FIRST: &str = "courses with an event of grade ≥ 3 of the organ system on treatment that has an onset: the first event is the one whose first row of grade ≥ 3 begins earliest (if equal, the last to end); rows of one term that begin at the same hour, or at most 24 h after a resolution, are one event, which ends with the latest resolution";
const FOLLOWED: &str = "an event of grade 5, or one that the patient did not survive, does not resolve; an event that neither resolution nor death ended by 720 h after the last given dose is censored at the last observation of the course by then, and excluded if that is not after the onset; a death on the day of the onset counts as 12 h after it; if the start of the course is unknown, the hour of death is unknown";
const AALEN_JOHANSEN: &str = "Aalen OO, Johansen S. Scand J Stat 1978;5:141";
const LOG_LOG: &str = "the variance of the Aalen–Johansen estimate on the log–log scale, 95%";

const fn needs(_: Unit) -> &'static [&'static str] {
    &[
        "toxicities",
        "toxicities.grade",
        "toxicities.onset_hour",
        "toxicities.resolved_hour",
    ]
}

pub(super) const RESOLUTION: Measure = Measure {
    definition: Definition {
        name: RESOLVED_BY,
        title: "Grade ≥ 3 adverse events resolved, by day",
        grain: &[Unit::Course],
        counts: "the Aalen–Johansen estimate that the first event of grade ≥ 3 of the organ system has resolved, with death as a competing event",
        out_of: FIRST,
        unknown: FOLLOWED,
        interval: LOG_LOG,
        source: AALEN_JOHANSEN,
    },
    needs,
    first: Statistic::Probability,
    count: |scope, rows| {
        for (system, risks) in risks(scope) {
            for days in DAYS {
                rows.competing_probability(system, &risks, days);
            }
        }
    },
};

pub(super) const DEATH_BEFORE: Measure = Measure {
    definition: Definition {
        name: DIED_UNRESOLVED_BY,
        title: "Died before grade ≥ 3 adverse events resolved, by day",
        counts: "the Aalen–Johansen estimate of death before the first event of grade ≥ 3 of the organ system had resolved",
        ..RESOLUTION.definition
    },
    count: |scope, rows| {
        for (system, risks) in risks(scope) {
            for days in DAYS {
                rows.competing_cause_probability(system, &risks, days);
            }
        }
    },
    ..RESOLUTION
};

pub(super) const AT_LEAST: Measure = Measure {
    definition: Definition {
        name: RESOLVED_AT_LEAST,
        title: "Grade ≥ 3 adverse events known to have resolved, by day",
        grain: &[Unit::Course],
        counts: "first events of grade ≥ 3 of the organ system that are known to have resolved within 7, 14 or 30 days of their onset, at any hour of the course: a lower bound",
        out_of: FIRST,
        unknown: "an event without a known resolution counts as not resolved, whether or not resolution was assessed",
        interval: CLUSTERED,
        source: "measure book, toxicity",
    },
    needs,
    first: Statistic::Proportion,
    count: |scope, rows| {
        let resolved = scope.cohort.severe.frame.decimals("days_to_resolution");
        for (number, system) in organ_systems().iter().enumerate() {
            for days in DAYS {
                // Where no resolution is known there is no number of days, and no comparison is true.
                let share = share(scope, number, |row| resolved[row] <= days + TOLERANCE);
                rows.proportion(&system.name, Level::number(days), &share);
            }
        }
    },
};

pub(super) const RECORDED: Measure = Measure {
    definition: Definition {
        name: RESOLUTION_RECORDED,
        title: "Grade ≥ 3 adverse events with a known end",
        counts: "first events of grade ≥ 3 of the organ system known to have resolved, or ended by death by 720 h after the last given dose",
        unknown: "an event without a resolution or such a death counts as not recorded",
        ..AT_LEAST.definition
    },
    count: |scope, rows| {
        let recorded = scope.cohort.severe.frame.booleans("resolution_recorded");
        for (number, system) in organ_systems().iter().enumerate() {
            let share = share(scope, number, |row| recorded[row] == Some(true));
            rows.proportion(&system.name, Level::All, &share);
        }
    },
    ..AT_LEAST
};

/// Each organ system with what became of its first severe events, by days from their onset: resolution, and death before
/// it competing.
pub(super) fn risks(scope: &Scope<'_>) -> impl Iterator<Item = (&'static str, CompetingRisks)> {
    let frame = &scope.cohort.severe.frame;
    let days = frame.decimals("follow_up_days");
    let (resolved, died) = (frame.booleans("is_resolved"), frame.booleans("has_died"));
    let followed = move |row: usize| {
        let ending = if resolved[row] == Some(true) {
            Ending::OfInterest
        } else if died[row] == Some(true) {
            Ending::Competing
        } else {
            Ending::Censored
        };
        (days[row], ending)
    };
    let severe = SevereRows::new(scope);
    let systems = organ_systems().iter().enumerate();
    systems.map(move |(number, system)| {
        let times = scope
            .courses()
            .flat_map(|course| severe.of(course, number))
            .map(followed);
        let risks = CompetingRisks::fit(times.filter(|(days, _)| !days.is_nan()));
        (system.name.as_str(), risks)
    })
}

/// Courses with a first severe event of an organ system that has an onset, and how many of them have a property.
fn share(scope: &Scope<'_>, system: usize, has: impl Fn(usize) -> bool) -> Clusters {
    let recorded = scope.cohort.severe.frame.booleans("resolution_recorded");
    let severe = SevereRows::new(scope);
    scope.tally(Unit::Course, |courses| {
        let rows = courses.iter().flat_map(|&course| severe.of(course, system));
        all_and_with(rows.filter(|&row| recorded[row].is_some()), &has)
    })
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::Probability;
    use crate::measures::results::Unit::Course;
    use crate::measures::tiny::tiny;

    #[test]
    fn severe_toxicity_of_the_sample_resolved() {
        let tiny = tiny();
        // The first hypotension of T1-1 lasted from hour 10 to 34, a day; the oliguria of T2-1 from 20 to 260, ten. P2
        // died on day 90, long after.
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
        let died = tiny.row(
            "toxicity.died_unresolved_by",
            Course,
            "renal",
            "30",
            Probability,
        );
        assert_eq!((died.value, died.numerator), (Some(0.0), Some(0)));
        let share = |measure, item, level| tiny.proportion(measure, Course, item, level);
        let at_least = "toxicity.resolved_at_least";
        assert_eq!(share(at_least, "renal", "7"), (0, 1));
        assert_eq!(share(at_least, "renal", "14"), (1, 1));
        let recorded = "toxicity.resolution_recorded";
        assert_eq!(share(recorded, "renal", "all"), (1, 1));
        assert_eq!(share(recorded, "hepatic", "all"), (0, 0));
    }
}
