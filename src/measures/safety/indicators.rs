//! The indicators of a review: what each course has of each.

use super::deaths::{died_within_30_days, related_death};
use super::definitions::{
    DEATH_WITHIN_30_DAYS, DIALYSIS, DOSES_COURSE, DOSES_CYCLE_1, DOSES_HELD, FRACTION_OF_PLANNED,
    ICU, ICU_TRANSFER, INFECTION, SERIOUS_HARM, TOXICITY_ANY, TOXICITY_GE3,
    TREATMENT_RELATED_DEATH, VASOPRESSOR, VASOPRESSOR_HOURS,
};
use super::population::Population;
use crate::facts::SafetyFacts;
use crate::measures::cohort::Cohort;
use crate::measures::deaths::{RelatedDeath, RelatedDeaths};
use crate::measures::results::Unit;
use crate::measures::rows::ALL;
use crate::model::known;
use crate::store::SiteRecord;
use crate::terminology::organ_systems;

/// What each course has, in the order of the review; `None` where it is in no denominator.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outcome {
    /// Whether it had the event.
    Event(Vec<Option<bool>>),
    /// A number, summarized by its mean.
    Mean(Vec<Option<f64>>),
    /// A number, summarized by its median.
    Median(Vec<Option<f64>>),
    /// A part of a whole, summarized by the ratio of totals.
    Share(Vec<Option<(i64, i64)>>),
    /// Events in units, summarized by the rate per 100.
    Rate(Vec<Option<(i64, i64)>>),
}

impl Outcome {
    /// The outcome without the courses at the indices for which this holds.
    pub(super) fn without(&self, is_left_out: impl Fn(usize) -> bool) -> Self {
        fn kept<T: Copy>(
            values: &[Option<T>],
            is_left_out: &dyn Fn(usize) -> bool,
        ) -> Vec<Option<T>> {
            let values = values.iter().enumerate();
            values
                .map(|(index, value)| value.filter(|_| !is_left_out(index)))
                .collect()
        }
        match self {
            Self::Event(had) => Self::Event(kept(had, &is_left_out)),
            Self::Mean(values) => Self::Mean(kept(values, &is_left_out)),
            Self::Median(values) => Self::Median(kept(values, &is_left_out)),
            Self::Share(pairs) => Self::Share(kept(pairs, &is_left_out)),
            Self::Rate(pairs) => Self::Rate(kept(pairs, &is_left_out)),
        }
    }
}

/// One indicator.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Indicator {
    /// Its measure, `safety.` and a name.
    pub(super) measure: &'static str,
    /// An organ system, or `all`.
    pub(super) item: &'static str,
    /// What is counted out of.
    pub(super) unit: Unit,
    /// Whether a site with a course in the review collected it.
    pub(super) is_collected: bool,
    /// Whether the site of each course did.
    pub(super) collected: Vec<bool>,
    pub(super) outcome: Outcome,
}

impl Indicator {
    /// Its name, and where it is of an organ system that, too: `dialysis`, `toxicity_ge3:renal`.
    pub(super) fn key(&self) -> String {
        let name = self.measure.trim_start_matches("safety.");
        if self.item == ALL {
            name.to_owned()
        } else {
            format!("{name}:{}", self.item)
        }
    }

    /// Whether it is an event that a course has or has not, as a CUSUM watches.
    pub(super) const fn is_event(&self) -> bool {
        matches!(self.outcome, Outcome::Event(_))
    }

    /// Whether it depends on grades, which mean something else in another CTCAE version.
    pub(super) fn is_graded(&self) -> bool {
        [TOXICITY_GE3, SERIOUS_HARM].contains(&self.measure)
    }
}

/// Whether a site collected all of these; of `a|b` either will do.
fn has_collected(site: &SiteRecord, needs: &[&str]) -> bool {
    needs
        .iter()
        .all(|need| need.split('|').any(|one| site.has_collected(one)))
}

/// What makes an indicator.
struct Maker<'a> {
    population: &'a Population<'a>,
    facts: &'a SafetyFacts,
    /// The courses of the review, in its order.
    courses: &'a [usize],
    made: Vec<Indicator>,
}

impl Maker<'_> {
    /// Adds an indicator; courses of sites that did not collect what it needs are in no denominator.
    fn add<T>(
        &mut self,
        (measure, item): (&'static str, &'static str),
        unit: Unit,
        needs: &[&str],
        of_course: impl Fn(&Cohort, &SafetyFacts, usize) -> Option<T>,
        outcome: impl Fn(Vec<Option<T>>) -> Outcome,
    ) {
        let (cohort, facts) = (self.population.cohort, self.facts);
        let sites = cohort.sites.iter();
        let collected: Vec<bool> = sites.map(|site| has_collected(site, needs)).collect();
        let has = |course: usize| collected[cohort.site_of_course[course]];
        let value = |&course: &usize| {
            has(course)
                .then(|| of_course(cohort, facts, course))
                .flatten()
        };
        let values = self.courses.iter().map(value).collect();
        self.made.push(Indicator {
            measure,
            item,
            unit,
            is_collected: needs.is_empty() || self.courses.iter().any(|&course| has(course)),
            collected: self.courses.iter().map(|&course| has(course)).collect(),
            outcome: outcome(values),
        });
    }

    fn event(
        &mut self,
        name: (&'static str, &'static str),
        needs: &[&str],
        of_course: impl Fn(&Cohort, &SafetyFacts, usize) -> Option<bool>,
    ) {
        self.add(name, Unit::Course, needs, of_course, Outcome::Event);
    }
}

/// The number of a course in a column of whole numbers.
fn whole(cohort: &Cohort, column: &str, course: usize) -> Option<i64> {
    known(cohort.courses.integers(column)[course])
}

const GRADES: &[&str] = &["toxicities.grade"];

/// What says whether a patient was alive 30 days after the last dose.
const DEATHS: &[&str] = &[
    "patients.death_day",
    "patients.last_contact_day",
    "doses.hour",
];

/// All indicators, in the order of the rows.
pub(super) fn indicators(
    population: &Population<'_>,
    facts: &SafetyFacts,
    courses: &[usize],
) -> Vec<Indicator> {
    let mut maker = Maker {
        population,
        facts,
        courses,
        made: Vec::new(),
    };
    doses(&mut maker);
    // An event without a grade counts as one of any grade, and not as a severe one.
    toxicity(&mut maker, TOXICITY_GE3, |worst| worst >= 3);
    support(&mut maker);
    infection_and_death(&mut maker);
    toxicity(&mut maker, TOXICITY_ANY, |worst| worst != 0);
    maker.made
}

fn doses(maker: &mut Maker<'_>) {
    let in_cycle_1 = |cohort: &Cohort, _: &SafetyFacts, course: usize| {
        let cycles = &cohort.cycles;
        let (numbers, given) = (
            cycles.frame.integers("cycle"),
            cycles.frame.integers("doses_given"),
        );
        let first = cycles.of(course).find(|&row| numbers[row] == 1);
        first.map(|row| given[row] as f64)
    };
    let given = |cohort: &Cohort, _: &SafetyFacts, course: usize| {
        whole(cohort, "doses_given", course).map(|given| given as f64)
    };
    let of_planned = |column: &'static str| {
        move |cohort: &Cohort, _: &SafetyFacts, course: usize| {
            let has_plan = cohort.courses.text("plan", course) != Some("none");
            let pair = whole(cohort, column, course).zip(whole(cohort, "doses_planned", course));
            pair.filter(|_| has_plan)
        }
    };
    maker.add(
        (DOSES_CYCLE_1, ALL),
        Unit::Course,
        &[],
        in_cycle_1,
        Outcome::Mean,
    );
    maker.add((DOSES_COURSE, ALL), Unit::Course, &[], given, Outcome::Mean);
    maker.add(
        (FRACTION_OF_PLANNED, ALL),
        Unit::Dose,
        &[],
        of_planned("doses_given"),
        Outcome::Share,
    );
    maker.add(
        (DOSES_HELD, ALL),
        Unit::Dose,
        &[],
        of_planned("doses_held"),
        Outcome::Rate,
    );
}

fn toxicity(maker: &mut Maker<'_>, measure: &'static str, has: fn(i64) -> bool) {
    maker.event((measure, ALL), GRADES, |cohort, _, course| {
        whole(cohort, "worst_grade", course).map(has)
    });
    for system in organ_systems() {
        let column = format!("worst_grade_{}", system.name);
        maker.event((measure, &system.name), GRADES, |cohort, _, course| {
            whole(cohort, &column, course).map(has)
        });
    }
}

/// Whether a course at risk of dialysis had it.
fn had_dialysis(cohort: &Cohort, course: usize) -> Option<bool> {
    let is_at_risk = cohort.courses.booleans("at_risk_of_dialysis")[course] == Some(true);
    cohort.courses.booleans("dialysis")[course].filter(|_| is_at_risk)
}

fn support(maker: &mut Maker<'_>) {
    let column = |name: &'static str| {
        move |cohort: &Cohort, _: &SafetyFacts, course: usize| cohort.courses.booleans(name)[course]
    };
    maker.event((VASOPRESSOR, ALL), &["vasopressors"], column("vasopressor"));
    maker.add(
        (VASOPRESSOR_HOURS, ALL),
        Unit::Course,
        &["vasopressors.stop_hour"],
        |cohort, _, course| {
            let hours = cohort.courses.decimals("vasopressor_hours")[course];
            let is_user = cohort.courses.booleans("vasopressor")[course] == Some(true);
            Some(hours).filter(|hours| is_user && !hours.is_nan())
        },
        Outcome::Median,
    );
    maker.event((DIALYSIS, ALL), &["dialysis"], |cohort, _, course| {
        had_dialysis(cohort, course)
    });
    maker.event(
        (ICU_TRANSFER, ALL),
        &["stays", "courses.care_setting"],
        column("icu_transfer"),
    );
    maker.event((ICU, ALL), &["stays"], column("icu"));
}

fn infection_and_death(maker: &mut Maker<'_>) {
    maker.event((INFECTION, ALL), GRADES, |_, facts, course| {
        Some(facts.course(course).has_infection)
    });
    let needs = [
        "toxicities.grade",
        "toxicities.attribution|patients.death_cause",
    ];
    let deaths = RelatedDeaths::new(maker.population.cohort);
    for (item, least) in [
        ("attributed", RelatedDeath::Attributed),
        ("not_excluded", RelatedDeath::NotExcluded),
    ] {
        let name = (TREATMENT_RELATED_DEATH, item);
        maker.event(name, &needs, |cohort, _, course| {
            Some(related_death(cohort, &deaths, course) >= least)
        });
    }
    maker.event((DEATH_WITHIN_30_DAYS, ALL), DEATHS, |cohort, _, course| {
        died_within_30_days(cohort, course)
    });
    let needs = [&["dialysis", "toxicities.grade"], DEATHS].concat();
    maker.event((SERIOUS_HARM, ALL), &needs, |cohort, facts, course| {
        let had_dialysis = had_dialysis(cohort, course)?;
        let has_died = died_within_30_days(cohort, course)?;
        Some(had_dialysis || has_died || facts.course(course).has_respiratory_failure)
    });
}
