//! Grades from values: each value of a course for each term of its analyte, row by row.

use super::course::Course;
use super::ctcae::{Operands, Rule, Term, terms};
use super::measured::Measured;
use super::terms::{TERMINOLOGY, table};
use super::values::{at_most, less, lies_in};
use std::collections::{BTreeSet, HashMap};

/// A value that has a grade.
#[derive(Debug)]
pub(super) struct Graded {
    /// The place of the term in the version.
    pub(super) term: usize,
    pub(super) hour: f64,
    pub(super) grade: i64,
    /// "Graded by a row for a high or low baseline, and lies above that baseline."
    is_above_abnormal_baseline: bool,
}

/// The grades of a course.
#[derive(Debug, Default)]
pub(super) struct Grades {
    pub(super) values: Vec<Graded>,
    /// Of each term that has one.
    baselines: HashMap<usize, i64>,
}

impl Grades {
    pub(super) fn baseline(&self, term: usize) -> Option<i64> {
        self.baselines.get(&term).copied()
    }

    pub(super) fn of_term(&self, term: usize) -> impl Iterator<Item = &Graded> {
        self.values.iter().filter(move |value| value.term == term)
    }

    /// "A value of grade ≥ 1 whose grade is above the baseline grade; or" what the value says of itself.
    pub(super) fn is_emergent(&self, value: &Graded) -> bool {
        let is_above = self
            .baseline(value.term)
            .is_some_and(|baseline| value.grade > baseline);
        value.grade >= 1 && (is_above || value.is_above_abnormal_baseline)
    }
}

/// By what values are graded.
#[derive(Debug)]
pub(super) struct Grading {
    pub(super) version: &'static str,
    pub(super) terms: Vec<Term>,
    pub(super) assumes_clinical: bool,
    /// (analyte, sex) to unit, lower and upper limit.
    ranges: HashMap<(String, String), (String, [Option<f64>; 2])>,
}

/// The baseline of an analyte, with the limits that belong to it, in the unit in which it was reported.
#[derive(Clone, Copy)]
struct Baseline<'a> {
    measured: &'a Measured,
    limits: [Option<f64>; 2],
}

impl Baseline<'_> {
    fn is_high(&self) -> bool {
        let [_, upper] = self.limits;
        upper.is_some_and(|upper| less(upper, self.measured.reported))
    }

    fn is_low(&self) -> bool {
        let [lower, _] = self.limits;
        lower.is_some_and(|lower| less(self.measured.reported, lower))
    }
}

/// An hour at which a value belongs to the treatment: "after 0 and at most h + 720".
pub(super) fn is_on_treatment(course: &Course, hour: f64) -> bool {
    less(0.0, hour) && course.is_within(720.0, hour)
}

/// Of these values the last, "of equal hours the lowest (in the own unit)".
pub(super) fn last<'a>(values: impl Iterator<Item = &'a Measured> + Clone) -> Option<&'a Measured> {
    let hour = values.clone().map(|value| value.hour).reduce(f64::max)?;
    lowest(values.filter(|value| at_most(hour, value.hour)))
}

/// The lowest in the own unit; of equal ones the one whose unit comes first, then by its limits, absent ones last.
fn lowest<'a>(values: impl Iterator<Item = &'a Measured>) -> Option<&'a Measured> {
    let limit = |limit: Option<f64>| limit.unwrap_or(f64::INFINITY);
    values.min_by(|a, b| {
        let by_value = a.value.total_cmp(&b.value).then(a.unit.cmp(&b.unit));
        let by_lower = limit(a.lower_limit).total_cmp(&limit(b.lower_limit));
        let by_upper = limit(a.upper_limit).total_cmp(&limit(b.upper_limit));
        by_value.then(by_lower).then(by_upper)
    })
}

/// The plausible values of an analyte.
pub(super) fn values_of<'a>(
    course: &'a Course,
    analyte: &'a str,
) -> impl Iterator<Item = &'a Measured> + Clone {
    let values = course.measured.iter();
    values.filter(move |value| value.is_of(analyte))
}

/// "The last value at an hour in −168 … 0; else the last in −2160 … −168 (creatinine: the lowest there)."
pub(super) fn baseline<'a>(course: &'a Course, analyte: &'a str) -> Option<&'a Measured> {
    let within = |from: f64, to: f64| {
        values_of(course, analyte).filter(move |value| lies_in(value.hour, from, to))
    };
    let earlier = || match analyte {
        "creatinine" => lowest(within(-2160.0, -168.0)),
        _ => last(within(-2160.0, -168.0)),
    };
    last(within(-168.0, 0.0)).or_else(earlier)
}

/// The albumin beside a calcium: "nearest in time, at most 24 h away; of equally near ones the earlier, of equal hours the
/// lowest".
fn albumin_beside(course: &Course, hour: f64) -> Option<&Measured> {
    let distance = |value: &Measured| (value.hour - hour).abs();
    let values = values_of(course, "albumin");
    let near = values.filter(|value| at_most(distance(value), 24.0));
    let nearest = near.clone().map(distance).reduce(f64::min)?;
    let nearest = near.filter(|value| at_most(distance(value), nearest));
    let earliest = nearest.clone().map(|value| value.hour).reduce(f64::min)?;
    lowest(nearest.filter(|value| at_most(value.hour, earliest)))
}

/// The rows that hold for a baseline.
fn rules_of<'a>(rules: &[&'a Rule], is_high: bool, is_low: bool) -> Vec<&'a Rule> {
    let holds = |rule: &&&Rule| match rule.baseline.as_str() {
        "high" => is_high,
        "not_high" => !is_high,
        "low" => is_low,
        "not_low" => !is_low,
        other => other == "any",
    };
    rules.iter().filter(holds).copied().collect()
}

impl Grading {
    pub(super) fn new(version: &'static str, assumes_clinical: bool, has_ranges: bool) -> Self {
        let rows = table("normal_ranges").into_iter().filter(|_| has_ranges);
        let range = |row: HashMap<String, String>| {
            let limits = ["lower", "upper"].map(|column| row[column].parse().ok());
            let key = (row["analyte"].clone(), row["sex"].clone());
            (key, (row["unit"].clone(), limits))
        };
        Self {
            version,
            terms: terms(version),
            assumes_clinical,
            ranges: rows.map(range).collect(),
        }
    }

    /// LLN and ULN: "the row's, each by itself; where it is absent, that of `normal_ranges.csv` for the patient's sex, else for
    /// `any`, converted to the value's unit. First an upper limit ≤ 0 is dropped, then both where the lower is greater than
    /// the upper."
    fn limits(&self, value: &Measured, sex: &str) -> [Option<f64>; 2] {
        let lower = value.lower_limit;
        let upper = value.upper_limit.filter(|&upper| less(0.0, upper));
        let is_reversed = lower
            .zip(upper)
            .is_some_and(|(lower, upper)| less(upper, lower));
        let own = if is_reversed {
            [None, None]
        } else {
            [lower, upper]
        };
        let analyte = value.listed.unwrap();
        let default = |side: usize| {
            let of = |sex: &str| {
                let key = (analyte.name.clone(), sex.to_owned());
                let (unit, limits) = self.ranges.get(&key)?;
                let from = analyte.place(unit).unwrap();
                Some(analyte.converted(limits[side]?, from, value.unit))
            };
            of(sex).or_else(|| of("any"))
        };
        [own[0].or_else(|| default(0)), own[1].or_else(|| default(1))]
    }

    /// Which of a term's rows grades a value, and in which unit: "of a term's rows for the analyte that hold, the one in the
    /// value's unit is used; else the one with unit `*`, in the value's unit; else" the first, in its unit.
    fn rule<'a>(rules: &[&'a Rule], value: &Measured) -> Option<(&'a Rule, usize)> {
        let analyte = value.listed.unwrap();
        let in_unit = |rule: &&&Rule| analyte.place(&rule.unit) == Some(value.unit);
        let own = rules.iter().find(in_unit);
        if let Some(rule) = own.or_else(|| rules.iter().find(|rule| rule.unit == "*")) {
            return Some((rule, value.unit));
        }
        let first = rules.first()?;
        Some((first, analyte.place(&first.unit).unwrap()))
    }

    /// Grades a value by a row; nothing where it is ungraded.
    fn grade(
        &self,
        course: &Course,
        (rule, unit): (&Rule, usize),
        (value, limits): (&Measured, [Option<f64>; 2]),
        baseline: Option<&Measured>,
        is_baseline: bool,
    ) -> Option<(i64, bool)> {
        let analyte = value.listed.unwrap();
        let in_unit = |number: f64| analyte.converted(number, value.unit, unit);
        let mut x = in_unit(value.reported);
        if analyte.name == "calcium" {
            let albumin = albumin_beside(course, value.hour)?;
            let listed = albumin.listed.unwrap();
            let albumin_in = |unit: &str| {
                listed.converted(albumin.reported, albumin.unit, listed.place(unit).unwrap())
            };
            x += if analyte.place("mg/dL") == Some(unit) {
                0.8 * (4.0 - albumin_in("g/dL"))
            } else {
                0.02 * (40.0 - albumin_in("g/L"))
            };
        }
        let base = baseline.map(|base| analyte.converted(base.reported, base.unit, unit));
        let base = base.filter(|&base| less(0.0, base));
        let grade = rule.grade(&Operands {
            value: x,
            lower_limit: limits[0].map(in_unit),
            upper_limit: limits[1].map(in_unit),
            baseline: base,
            is_baseline,
            assumes_clinical: self.assumes_clinical,
        })?;
        let is_of_abnormal = ["high", "low"].contains(&rule.baseline.as_str());
        let is_above = is_of_abnormal && base.is_some_and(|base| less(base, x));
        Some((grade, is_above))
    }

    /// Every grade of a course.
    pub(super) fn grades(&self, course: &Course, sex: Option<&str>) -> Grades {
        let sex = sex.unwrap_or("any");
        let mut grades = Grades::default();
        for (place, term) in self.terms.iter().enumerate() {
            let analytes: BTreeSet<&str> = term
                .rules
                .iter()
                .map(|rule| rule.analyte.as_str())
                .collect();
            for analyte in analytes {
                let of_analyte = term.rules.iter().filter(|rule| rule.analyte == analyte);
                let rules: Vec<&Rule> = of_analyte.collect();
                self.add(course, sex, (place, &rules), analyte, &mut grades);
            }
        }
        grades
    }

    /// Adds the grades of an analyte's values for a term, and of its baseline.
    fn add(
        &self,
        course: &Course,
        sex: &str,
        (term, rules): (usize, &[&Rule]),
        analyte: &str,
        grades: &mut Grades,
    ) {
        let baseline = baseline(course, analyte).map(|measured| Baseline {
            measured,
            limits: self.limits(measured, sex),
        });
        let is_high = baseline.is_some_and(|baseline| baseline.is_high());
        let is_low = baseline.is_some_and(|baseline| baseline.is_low());
        let that_hold = rules_of(rules, is_high, is_low);
        for value in values_of(course, analyte) {
            let Some(rule) = Self::rule(&that_hold, value) else {
                continue;
            };
            let limits = self.limits(value, sex);
            let of_course = baseline.map(|baseline| baseline.measured);
            let known = self.grade(course, rule, (value, limits), of_course, false);
            grades.values.extend(known.map(|(grade, is_above)| Graded {
                term,
                hour: value.hour,
                grade,
                is_above_abnormal_baseline: is_above,
            }));
        }
        // "The grade of the baseline value by the rows of baselines that are not high and not low."
        if let Some(Baseline { measured, limits }) = baseline
            && let Some(rule) = Self::rule(&rules_of(rules, false, false), measured)
            && let Some((grade, _)) = self.grade(course, rule, (measured, limits), None, true)
        {
            let highest = grades.baselines.entry(term).or_insert(grade);
            *highest = grade.max(*highest);
        }
    }

    /// The places of the key terms.
    pub(super) fn key_terms(&self) -> impl Iterator<Item = usize> {
        let terms = self.terms.iter().enumerate();
        terms
            .filter(|(_, term)| term.is_key)
            .map(|(place, _)| place)
    }

    /// "Laboratory organ systems: those with a term that counts in the version, in the order of `organ_systems.csv`."
    pub(super) fn organ_systems(&self) -> impl Iterator<Item = &'static str> {
        let all = TERMINOLOGY.organ_systems.iter().map(String::as_str);
        all.filter(|system| self.terms.iter().any(|term| term.counts_in(system)))
    }
}

impl Term {
    /// Whether it counts in an organ system.
    pub(super) fn counts_in(&self, organ_system: &str) -> bool {
        self.counts && self.organ_system == organ_system
    }
}
