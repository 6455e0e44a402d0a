//! `capillary_leak_proxy`: three signs by values, and two of them together.

use super::book::Measure;
use super::course::Course;
use super::graded::{last, values_of};
use super::measured::Measured;
use super::population::Stratum;
use super::rows::Rows;
use super::values::{at_most, less, lies_in};
use super::vasopressor::counting;
use super::vital_signs::is_hypotension_sustained;
use il2_outcomes::measures::results::Statistic::{Median, Proportion, Q1, Q3};
use il2_outcomes::measures::results::Unit;

/// Yes, no, or unknown.
type Answer = Option<bool>;

/// A treated cycle as it is assessed: "at hours after its start and up to 48 h after its last given dose or the next cycle's start,
/// where that is earlier".
struct Window<'a> {
    course: &'a Course,
    start: f64,
    end: f64,
}

/// The windows of a course; nothing where a treated cycle's start or last given dose has no hour.
fn windows(course: &Course) -> Option<Vec<Window<'_>>> {
    let cycles = course.treated_cycles();
    let of_cycle = |&cycle: &i64| {
        let doses: Vec<_> = course.given().filter(|dose| dose.cycle == cycle).collect();
        Some((doses[0].hour?, doses[doses.len() - 1].hour?))
    };
    let hours: Vec<(f64, f64)> = cycles.iter().map(of_cycle).collect::<Option<_>>()?;
    let window = |&(start, last): &(f64, f64)| {
        let starts = hours.iter().map(|(start, _)| *start);
        let next = starts.filter(|&next| less(start, next)).reduce(f64::min);
        Window {
            course,
            start,
            end: next.map_or(last + 48.0, |next| next.min(last + 48.0)),
        }
    };
    Some(hours.iter().map(window).collect())
}

impl<'a> Window<'a> {
    fn values(&self, analyte: &'a str) -> impl Iterator<Item = &'a Measured> + Clone {
        let (start, end) = (self.start, self.end);
        values_of(self.course, analyte)
            .filter(move |value| less(start, value.hour) && at_most(value.hour, end))
    }

    /// "The last value in the 168 h up to the start (of equal hours the lowest)."
    fn baseline(&self, analyte: &'a str) -> Option<f64> {
        let before = values_of(self.course, analyte)
            .filter(|value| lies_in(value.hour, self.start - 168.0, self.start));
        last(before).map(|value| value.value)
    }

    fn albumin(&self) -> Answer {
        let baseline = self.baseline("albumin")?;
        let lowest = self
            .values("albumin")
            .map(|value| value.value)
            .reduce(f64::min)?;
        let is_low = less(lowest, 3.0) && less(lowest, baseline);
        Some(is_low || at_most(lowest, baseline - 0.5))
    }

    fn weight(&self, percent: f64) -> Answer {
        let baseline = self.baseline("weight")?;
        let highest = self
            .values("weight")
            .map(|value| value.value)
            .reduce(f64::max)?;
        Some(at_most(percent, 100.0 * (highest - baseline) / baseline))
    }

    fn pressure(&self) -> Answer {
        let pressures = self.values("systolic_bp");
        let is_sustained =
            is_hypotension_sustained(pressures.clone().map(|value| (value.hour, value.value)));
        let is_supported = counting(self.course).any(|infusion| {
            let during = infusion.during;
            at_most(during.start, self.end)
                && during.stop.is_none_or(|stop| at_most(self.start, stop))
        });
        if is_sustained || is_supported {
            return Some(true);
        }
        pressures.clone().next().map(|_| false)
    }

    /// "Yes where two parts are yes; no where the yes and the unknown parts are fewer than two; else unknown."
    fn present(&self) -> Answer {
        let parts = [self.albumin(), self.weight(5.0), self.pressure()];
        let count = |answer: Answer| parts.iter().filter(|part| **part == answer).count();
        if count(Some(true)) >= 2 {
            Some(true)
        } else if count(Some(true)) + count(None) < 2 {
            Some(false)
        } else {
            None
        }
    }
}

/// "Yes where one is yes, else unknown where one is unknown, else no."
fn of_several(answers: impl Iterator<Item = Answer>) -> Answer {
    let answers: Vec<Answer> = answers.collect();
    if answers.contains(&Some(true)) {
        Some(true)
    } else if answers.contains(&None) {
        None
    } else {
        Some(false)
    }
}

/// What is asked of a cycle.
type Question<'q> = &'q dyn Fn(&Window<'_>) -> Answer;

fn of_course(course: &Course, question: Question<'_>) -> Answer {
    of_several(windows(course)?.iter().map(question))
}

fn write(
    stratum: &Stratum<'_>,
    rows: &mut Rows,
    unit: Unit,
    (item, level): (&str, &str),
    question: Question<'_>,
) {
    let courses = stratum.courses.iter().copied();
    match unit {
        Unit::Patient => {
            let patients = stratum.patients.iter();
            let are = patients.filter_map(|patient| {
                let courses = patient.courses.iter();
                of_several(courses.map(|course| of_course(course, question)))
            });
            rows.of_patients(item, level, are);
        }
        Unit::Course => {
            let are = courses.filter_map(|course| Some((course, of_course(course, question)?)));
            rows.of_courses(item, level, are);
        }
        Unit::Cycle | Unit::Dose => {
            let cycles = courses.flat_map(|course| {
                let windows = windows(course).into_iter().flatten();
                let answers: Vec<bool> = windows.filter_map(|window| question(&window)).collect();
                answers.into_iter().map(move |answer| (course, answer))
            });
            rows.of_courses(item, level, cycles);
        }
    }
}

fn parts(stratum: &Stratum<'_>, rows: &mut Rows, unit: Unit) {
    write(stratum, rows, unit, ("albumin", "all"), &|window| {
        window.albumin()
    });
    for percent in [5.0, 10.0, 15.0, 20.0] {
        let level = percent.to_string();
        let question = |window: &Window<'_>| window.weight(percent);
        write(stratum, rows, unit, ("weight", &level), &question);
    }
    write(stratum, rows, unit, ("pressure", "all"), &|window| {
        window.pressure()
    });
}

fn present(stratum: &Stratum<'_>, rows: &mut Rows, unit: Unit) {
    write(stratum, rows, unit, ("all", "all"), &|window| {
        window.present()
    });
}

/// "The highest running total of `fluid_balance_24h` over the window, in liters, over cycles with a value (values of one hour
/// together)."
fn net_fluid(stratum: &Stratum<'_>, rows: &mut Rows) {
    let highest = |window: &Window<'_>| {
        let mut values: Vec<(f64, f64)> = window
            .values("fluid_balance_24h")
            .map(|value| (value.hour, value.value))
            .collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total_by = |hour: f64| -> f64 {
            let by_then = values.iter().filter(|(own, _)| at_most(*own, hour));
            by_then.map(|(_, value)| value).sum()
        };
        let totals = values.iter().map(|(hour, _)| total_by(*hour));
        totals.reduce(f64::max).map(|total| total / 1000.0)
    };
    let windows = stratum.courses.iter().filter_map(|course| windows(course));
    let liters: Vec<f64> = windows
        .flatten()
        .filter_map(|window| highest(&window))
        .collect();
    rows.statistics("all", &liters, &[Median, Q1, Q3]);
}

const PART: Measure = Measure {
    name: "capillary_leak_proxy.part",
    unit: Unit::Patient,
    needs: &["measurements", "vasopressors", "doses.hour"],
    first: Proportion,
    rows: |stratum, rows| parts(stratum, rows, Unit::Patient),
};

const PRESENT: Measure = Measure {
    name: "capillary_leak_proxy.present",
    rows: |stratum, rows| present(stratum, rows, Unit::Patient),
    ..PART
};

pub(super) const MEASURES: &[Measure] = &[
    PART,
    Measure {
        unit: Unit::Course,
        rows: |stratum, rows| parts(stratum, rows, Unit::Course),
        ..PART
    },
    Measure {
        unit: Unit::Cycle,
        rows: |stratum, rows| parts(stratum, rows, Unit::Cycle),
        ..PART
    },
    PRESENT,
    Measure {
        unit: Unit::Course,
        rows: |stratum, rows| present(stratum, rows, Unit::Course),
        ..PRESENT
    },
    Measure {
        unit: Unit::Cycle,
        rows: |stratum, rows| present(stratum, rows, Unit::Cycle),
        ..PRESENT
    },
    Measure {
        name: "capillary_leak_proxy.net_fluid",
        unit: Unit::Cycle,
        needs: &["measurements", "doses.hour"],
        first: Median,
        rows: net_fluid,
    },
];
