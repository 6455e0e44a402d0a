//! safety: a safety review's completeness and its indicators by period and site, from the words of
//! `docs/safety-review.md`.

use super::care::{is_outside_of_intensive_care, transfers, was_in_icu};
use super::course::{Course, Interval, length_of_union};
use super::data::Data;
use super::rows::blank;
use super::safety_deaths::has_respiratory_failure;
use super::safety_rows::{Value, of_values, valued};
use super::safety_versions::is_graded;
use super::terms::TERMINOLOGY;
use super::toxicity::{is_assessed, is_assessed_at_all};
use super::{dialysis, vasopressor};
use il2_outcomes::measures::results::{Row, Statistic, Status, Unit};
use std::collections::BTreeMap;

/// The review of treated courses: where they are of several regimens, of HD IL-2 alone.
pub(super) struct Review<'a> {
    pub(super) data: &'a Data,
    courses: Vec<&'a Course>,
    /// Treated courses of each patient, in their order.
    pub(super) of_patients: BTreeMap<usize, Vec<&'a Course>>,
}

pub(super) type Needs = &'static [&'static str];

/// What a course has of an indicator; nothing where it is in no denominator.
type OfCourse<'a> = Box<dyn Fn(&Course) -> Option<Value> + 'a>;

struct Indicator<'a> {
    measure: &'static str,
    item: String,
    unit: Unit,
    needs: Needs,
    kind: Value,
    of_course: OfCourse<'a>,
}

const GRADES: Needs = &["toxicities.grade"];
const DEATHS: Needs = &[
    "patients.death_day",
    "patients.last_contact_day",
    "doses.hour",
];
const INFECTIONS: [&str; 4] = [
    "Catheter related infection",
    "Device related infection",
    "Bacteremia",
    "Sepsis",
];

/// "A course has a plan where `planned_doses_per_cycle` and `planned_cycles` are exported or have a default."
fn has_plan(course: &Course) -> bool {
    ["planned_cycles", "planned_doses_per_cycle"]
        .iter()
        .all(|column| course.line.integer(column).is_some())
}

impl<'a> Review<'a> {
    pub(super) fn of(data: &'a Data) -> Self {
        let treated = data.courses.iter().filter(|course| course.is_treated());
        let is_high_dose = |course: &&Course| course.line.text("regimen") == Some("hd_il2");
        let (high_dose, others): (Vec<&Course>, Vec<&Course>) = treated.partition(is_high_dose);
        let courses = if high_dose.is_empty() {
            others
        } else {
            high_dose
        };
        let mut of_patients: BTreeMap<usize, Vec<&Course>> = BTreeMap::new();
        for course in &courses {
            of_patients.entry(course.patient).or_default().push(course);
        }
        for courses in of_patients.values_mut() {
            courses.sort_by(|a, b| a.order.cmp(&b.order));
        }
        Self {
            data,
            courses,
            of_patients,
        }
    }

    pub(super) fn treated(&self) -> impl Iterator<Item = &'a Course> {
        self.courses.iter().copied()
    }

    pub(super) fn has_collected(&self, course: &Course, needs: &[&str]) -> bool {
        // Of `a|b` either will do.
        let site = &self.data.sites[course.site];
        needs
            .iter()
            .all(|need| need.split('|').any(|one| site.collected(&[one])))
    }

    /// The rows of completeness, of courses by stratum, of every indicator by stratum, and of the case mix.
    pub(super) fn rows(&self) -> Vec<Row> {
        let mut rows = self.completeness();
        if self.treated().next().is_none() {
            return rows;
        }
        let strata = self.strata(0);
        let strata_of_graded = self.strata(self.last_stretch());
        rows.extend(strata.iter().map(|(name, courses)| {
            let blank = blank("safety.courses", Unit::Course, name, "all");
            valued(blank, Statistic::Count, Some(courses.len() as f64))
        }));
        let indicators = self.indicators();
        let of_measures = indicators.chunk_by(|a, b| a.measure == b.measure);
        for of_measure in of_measures {
            let strata = if is_graded(of_measure[0].measure) {
                &strata_of_graded
            } else {
                &strata
            };
            for (name, courses) in strata {
                rows.extend(self.of_stratum(of_measure, name, courses));
            }
        }
        rows.extend(self.case_mix(&strata));
        rows
    }

    /// The rows of one measure in a stratum; where none of its sites collected it, one row says so.
    fn of_stratum(
        &self,
        indicators: &[Indicator<'a>],
        name: &str,
        courses: &[&'a Course],
    ) -> Vec<Row> {
        let mut rows = Vec::new();
        for indicator in indicators {
            let of_sites: Vec<&Course> = courses
                .iter()
                .filter(|course| self.has_collected(course, indicator.needs))
                .copied()
                .collect();
            let blank = blank(indicator.measure, indicator.unit, name, &indicator.item);
            if of_sites.is_empty() {
                let none = of_values(blank, indicator.kind, &[]);
                return vec![Row {
                    item: "all".to_owned(),
                    numerator: None,
                    denominator: None,
                    status: Status::NotCollected,
                    ..none
                }];
            }
            let value = |course: &Course| Some((course.patient, (indicator.of_course)(course)?));
            let values: Vec<_> = of_sites.into_iter().filter_map(value).collect();
            rows.push(of_values(blank, indicator.kind, &values));
        }
        rows
    }

    /// What a course has of an indicator; nothing where its site did not collect it, too.
    pub(super) fn value(&self, measure: &str, item: &str, course: &Course) -> Option<Value> {
        let indicators = self.indicators();
        let is_meant = |own: &&Indicator<'_>| own.measure == measure && own.item == item;
        let indicator = indicators.iter().find(is_meant).unwrap();
        let is_collected = self.has_collected(course, indicator.needs);
        is_collected
            .then(|| (indicator.of_course)(course))
            .flatten()
    }

    fn indicators(&'a self) -> Vec<Indicator<'a>> {
        let mut all = Vec::new();
        let mut push = |measure, item: &str, unit, needs, kind, of_course: OfCourse<'a>| {
            all.push(Indicator {
                measure,
                item: item.to_owned(),
                unit,
                needs,
                kind,
                of_course,
            });
        };
        let event = Value::Event(false);
        let course = Unit::Course;
        let number = Value::Number(0.0);
        push(
            "safety.doses_cycle_1",
            "all",
            course,
            &[],
            number,
            Box::new(|course| {
                let given = course.given_in(1);
                (given > 0).then_some(Value::Number(given as f64))
            }),
        );
        push(
            "safety.doses_course",
            "all",
            course,
            &[],
            number,
            Box::new(|course| Some(Value::Number(course.given().count() as f64))),
        );
        let share = Value::Share(0, 0);
        push(
            "safety.fraction_of_planned",
            "all",
            Unit::Dose,
            &[],
            share,
            Box::new(|course| {
                has_plan(course).then(|| Value::Share(course.given().count(), course.planned()))
            }),
        );
        let rate = Value::Rate(0, 0);
        push(
            "safety.doses_held",
            "all",
            Unit::Dose,
            &[],
            rate,
            Box::new(|course| {
                let held = course.doses.iter().filter(|dose| dose.status == "held");
                has_plan(course).then(|| Value::Rate(held.count(), course.planned()))
            }),
        );
        for (measure, least) in [
            ("safety.toxicity_ge3", Some(3)),
            ("safety.toxicity_any", None),
        ] {
            let is_meant = move |event: &super::course::Event| {
                least.is_none_or(|grade| event.is_at_least(grade))
            };
            push(
                measure,
                "all",
                course,
                GRADES,
                event,
                Box::new(move |course| {
                    let has = course.events_on_treatment().any(is_meant);
                    is_assessed_at_all(course).then_some(Value::Event(has))
                }),
            );
            for system in &TERMINOLOGY.organ_systems {
                push(
                    measure,
                    system,
                    course,
                    GRADES,
                    event,
                    Box::new(move |course| {
                        let mut own = course
                            .events_on_treatment()
                            .filter(|event| event.organ_system == *system);
                        is_assessed(course, system).then(|| Value::Event(own.any(is_meant)))
                    }),
                );
            }
            if least.is_some() {
                self.support_and_death(&mut push);
            }
        }
        all
    }

    fn support_and_death(
        &'a self,
        push: &mut dyn FnMut(&'static str, &str, Unit, Needs, Value, OfCourse<'a>),
    ) {
        let event = Value::Event(false);
        let mut event_of = |measure, needs, of_course: OfCourse<'a>| {
            push(measure, "all", Unit::Course, needs, event, of_course);
        };
        event_of(
            "safety.vasopressor",
            &["vasopressors"],
            Box::new(|course| Some(Value::Event(vasopressor::is_user(course)))),
        );
        push(
            "safety.vasopressor_hours",
            "all",
            Unit::Course,
            &["vasopressors.stop_hour"],
            Value::Hours(0.0),
            Box::new(|course| {
                let infusions = vasopressor::counting(course).map(|infusion| infusion.during);
                let infusions: Vec<Interval> = infusions.collect();
                let hours = || length_of_union(&infusions, 0.0).map(Value::Hours);
                (!infusions.is_empty()).then(hours).flatten()
            }),
        );
        let mut event_of = |measure, needs, of_course: OfCourse<'a>| {
            push(measure, "all", Unit::Course, needs, event, of_course);
        };
        event_of(
            "safety.dialysis",
            &["dialysis"],
            Box::new(|course| {
                dialysis::is_at_risk(course).then(|| Value::Event(dialysis::is_user(course)))
            }),
        );
        event_of(
            "safety.icu_transfer",
            &["stays", "courses.care_setting"],
            Box::new(|course| {
                is_outside_of_intensive_care(course)
                    .then(|| Value::Event(!transfers(course).is_empty()))
            }),
        );
        event_of(
            "safety.icu",
            &["stays"],
            Box::new(|course| Some(Value::Event(was_in_icu(course)))),
        );
        self.infection_and_death(push);
    }

    fn infection_and_death(
        &'a self,
        push: &mut dyn FnMut(&'static str, &str, Unit, Needs, Value, OfCourse<'a>),
    ) {
        let event = Value::Event(false);
        let mut event_of = |measure, needs, of_course: OfCourse<'a>| {
            push(measure, "all", Unit::Course, needs, event, of_course);
        };
        event_of(
            "safety.infection",
            GRADES,
            Box::new(|course| {
                let mut events = course.events_on_treatment();
                let has = events.any(|event| INFECTIONS.contains(&event.term.as_str()));
                Some(Value::Event(has))
            }),
        );
        for (item, is_meant) in [
            (
                "attributed",
                Self::is_attributed as fn(&Self, &Course) -> bool,
            ),
            ("not_excluded", Self::is_not_excluded),
        ] {
            push(
                "safety.treatment_related_death",
                item,
                Unit::Course,
                &[
                    "toxicities.grade",
                    "toxicities.attribution|patients.death_cause",
                ],
                event,
                Box::new(move |course| Some(Value::Event(is_meant(self, course)))),
            );
        }
        let mut event_of = |measure, needs, of_course: OfCourse<'a>| {
            push(measure, "all", Unit::Course, needs, event, of_course);
        };
        event_of(
            "safety.death_within_30_days",
            DEATHS,
            Box::new(|course| self.died(course).map(Value::Event)),
        );
        event_of(
            "safety.serious_harm",
            &[
                "dialysis",
                "toxicities.grade",
                "patients.death_day",
                "patients.last_contact_day",
                "doses.hour",
            ],
            Box::new(|course| {
                if !dialysis::is_at_risk(course) {
                    return None;
                }
                let died = self.died(course)?;
                let failed = has_respiratory_failure(course);
                Some(Value::Event(died || failed || dialysis::is_user(course)))
            }),
        );
    }
}
