//! Death: related to treatment, soon after it, and why.

use super::cohort::Cohort;
use super::definition::{Definition, EXACT};
use super::measure::{Measure, Parts};
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, MISSING, Rows};
use super::scope::Scope;
use super::survival::{KAPLAN_MEIER, LOG_LOG};
use super::survival_times::Time;
use crate::model::{CauseOfDeath, day_of_hour, known};
use crate::stats::{Clusters, Curve};
use std::cmp::Ordering;

// The names of its measures.
pub(crate) const TREATMENT_RELATED_DEATH: &str = "outcome.treatment_related_death";
pub(crate) const DEATH_WITHIN: &str = "outcome.death_within";
pub(crate) const CAUSE_OF_DEATH: &str = "outcome.cause_of_death";

// The items of treatment-related death.
const ATTRIBUTED: &str = "attributed";
const NOT_EXCLUDED: &str = "not_excluded";

/// What treatment-related death needs.
pub(super) const NEEDS_OF_RELATED: &[&str] = &[
    "toxicities.grade",
    "toxicities.attribution|patients.death_cause",
];

/// Days after the last given dose.
const DAYS: [f64; 3] = [30.0, 60.0, 90.0];

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: TREATMENT_RELATED_DEATH,
            title: "Treatment-related death",
            grain: &[Unit::Patient],
            counts: "attributed: patients with an event of grade 5 on treatment that is attributed to the treatment, or with death_cause treatment. not_excluded: these, and patients with an event of grade 5 on treatment whose attribution is unknown or absent, and a death_cause that is neither disease nor other",
            out_of: "treated patients",
            unknown: "the true number is between the two items; an event without a grade does not count as grade 5",
            interval: EXACT,
            source: "CTCAE, grade 5: death related to the adverse event",
        },
        needs: |_| NEEDS_OF_RELATED,
        first: Statistic::Proportion,
        count: treatment_related_death,
    },
    Measure {
        definition: Definition {
            name: DEATH_WITHIN,
            title: "Death within 30, 60 and 90 days of the last dose",
            grain: &[Unit::Patient],
            counts: "1 − the Kaplan–Meier estimate of survival at 30, 60 and 90 days",
            out_of: "treated patients: from the last given dose of the last treated course to death, else censored at last_contact_day, both at 24 × (day − start_day) hours; a death or last contact on the day of that dose counts as 0 days after it",
            unknown: "excluded: patients in whom the hour of that dose, that course's start_day or both days are unknown, and those whose day is before that dose",
            interval: LOG_LOG,
            source: KAPLAN_MEIER,
        },
        needs: |_| {
            &[
                "patients.death_day",
                "patients.last_contact_day",
                "doses.hour",
            ]
        },
        first: Statistic::Probability,
        count: death_within,
    },
    Measure {
        definition: Definition {
            name: CAUSE_OF_DEATH,
            title: "Cause of death",
            grain: &[Unit::Patient],
            counts: "patients by death_cause",
            out_of: "treated patients with a death_day",
            unknown: "counted in the categories unknown (as recorded) and missing",
            interval: EXACT,
            source: "the data model, patients",
        },
        needs: |_| &["patients.death_day", "patients.death_cause"],
        first: Statistic::Proportion,
        count: cause_of_death,
    },
];

/// What two strata are not compared in.
pub(super) const PARTS: &[Parts] = &[Parts::all(CAUSE_OF_DEATH)];

/// Whether a death is related to treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RelatedDeath {
    No,
    /// It is not known.
    NotExcluded,
    Attributed,
}

impl RelatedDeath {
    /// As the course table writes it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::NotExcluded => NOT_EXCLUDED,
            Self::Attributed => ATTRIBUTED,
        }
    }
}

/// What is known of deaths in courses.
#[derive(Debug)]
pub(super) struct RelatedDeaths<'a> {
    fatal_related: &'a [Option<bool>],
    fatal_unattributed: &'a [Option<bool>],
    causes: Vec<Option<CauseOfDeath>>,
}

impl<'a> RelatedDeaths<'a> {
    pub(super) fn new(cohort: &'a Cohort) -> Self {
        let answers = |column: &str| cohort.courses.booleans(column);
        Self {
            fatal_related: answers("fatal_related"),
            fatal_unattributed: answers("fatal_unattributed"),
            causes: cohort.courses.choices("death_cause"),
        }
    }

    /// By the events of a course, and by the cause of the patient's death, which belongs to the last treated course.
    pub(super) fn of_course(&self, course: usize, is_last: bool) -> RelatedDeath {
        let cause = self.causes[course];
        let is_another = matches!(cause, Some(CauseOfDeath::Disease | CauseOfDeath::Other));
        if self.fatal_related[course] == Some(true)
            || (is_last && cause == Some(CauseOfDeath::Treatment))
        {
            RelatedDeath::Attributed
        } else if self.fatal_unattributed[course] == Some(true) && !is_another {
            RelatedDeath::NotExcluded
        } else {
            RelatedDeath::No
        }
    }

    fn of_patient(&self, courses: &[usize]) -> RelatedDeath {
        let last = courses.len() - 1;
        let each = courses.iter().enumerate();
        each.map(|(index, &course)| self.of_course(course, index == last))
            .max()
            .expect("a treated patient has a treated course")
    }
}

fn treatment_related_death(scope: &Scope<'_>, rows: &mut Rows) {
    let deaths = RelatedDeaths::new(scope.cohort);
    for (item, least) in [
        (ATTRIBUTED, RelatedDeath::Attributed),
        (NOT_EXCLUDED, RelatedDeath::NotExcluded),
    ] {
        let clusters = scope.tally(rows.unit(), |courses| {
            (1, i64::from(deaths.of_patient(courses) >= least))
        });
        rows.proportion(item, Level::All, &clusters);
    }
}

fn death_within(scope: &Scope<'_>, rows: &mut Rows) {
    let starts = scope.integers("start_day");
    let hours = scope.decimals("last_given_hour");
    let deaths = scope.integers("death_day");
    let contacts = scope.integers("last_contact_day");
    let time = |courses: &[usize]| -> Option<Time> {
        let last = *courses.last()?;
        let start = known(starts[last])?;
        let hour = Some(hours[last]).filter(|hour| !hour.is_nan())?;
        let death = known(deaths[last]);
        let day = death.or_else(|| known(contacts[last]))? - start;
        Some((days_after(hour, day)?, death.is_some()))
    };
    let curve = Curve::fit(scope.patients().filter_map(time));
    for day in DAYS {
        rows.event_probability(ALL, &curve, day);
    }
}

fn cause_of_death(scope: &Scope<'_>, rows: &mut Rows) {
    let deaths = scope.integers("death_day");
    let causes: Vec<Option<CauseOfDeath>> = scope.cohort.courses.choices("death_cause");
    let mut patients = [0; CauseOfDeath::ALL.len() + 1];
    for courses in scope.patients() {
        if known(deaths[courses[0]]).is_some() {
            let cause = causes[courses[0]];
            patients[cause.map_or(CauseOfDeath::ALL.len(), |cause| cause as usize)] += 1;
        }
    }
    let all = patients.iter().sum();
    let items = CauseOfDeath::NAMES.iter().copied().chain([MISSING]);
    for (item, events) in items.zip(patients) {
        rows.proportion(item, Level::All, &Clusters::of_single_units(all, events));
    }
}

/// Days from an hour of a course to a day of it: 0 on the same day, none on an earlier one.
fn days_after(hour: f64, day: i64) -> Option<f64> {
    match day.cmp(&day_of_hour(hour)) {
        Ordering::Greater => Some(day as f64 - hour / 24.0),
        Ordering::Equal => Some(0.0),
        Ordering::Less => None,
    }
}

#[cfg(test)]
mod tests {
    use super::days_after;
    use crate::measures::results::Statistic::Probability;
    use crate::measures::results::Status;
    use crate::measures::results::Unit::Patient;
    use crate::measures::tiny::{assert_close, tiny};

    #[test]
    fn a_day_on_the_day_of_the_last_dose_is_no_time_after_it() {
        assert_eq!(days_after(30.0, 1), Some(0.0));
        assert_eq!(days_after(30.0, 0), None);
        assert_eq!(days_after(30.0, 2), Some(0.75));
        // Hour 48 of a date-time may be a hair less.
        assert_eq!(days_after(48.0 - 1e-10, 2), Some(0.0));
        assert_eq!(days_after(48.0 - 1e-10, 1), None);
        assert_eq!(days_after(-8.0, -1), Some(0.0));
    }

    #[test]
    fn death_after_the_last_dose_is_estimated_of_those_who_were_followed() {
        let tiny = tiny();
        // The last dose of P2 was at hour 24, and P2 died on day 90, 89 days later. P1 was followed 340 days from the last
        // dose, P3 28 days and 8 hours from hour 40: of the two at risk on day 89 one died.
        let within = |days| {
            let row = tiny.row("outcome.death_within", Patient, "all", days, Probability);
            assert_eq!((row.denominator, row.status), (Some(3), Status::Ok));
            (row.value.unwrap(), row.numerator.unwrap())
        };
        assert_eq!([within("30"), within("60")], [(0.0, 0); 2]);
        assert_eq!(within("90"), (0.5, 1));
        // The interval of the curve, mirrored: 1 − 0.5^exp(±z·√(1 / (2·1)) / ln 2).
        let row = tiny.row("outcome.death_within", Patient, "all", "90", Probability);
        let width = (1.959_963_984_540_054 * 0.5_f64.sqrt() / 2.0_f64.ln()).exp();
        assert_close(row.lower.unwrap(), 1.0 - 0.5_f64.powf(1.0 / width));
        assert_close(row.upper.unwrap(), 1.0 - 0.5_f64.powf(width));
    }
}
