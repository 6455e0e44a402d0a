//! Grading: the grade of each value of a course for each term of its analyte, of one version of CTCAE with one table of
//! ranges.

use super::course::{CourseValues, Value};
use super::evaluate::{Absent, Baseline, Operands, Truth};
use super::ranges::{Limits, NormalRanges};
use super::rules::{BaselineKind, CtcaeVersion, Rule, rules};
use crate::model::{TOLERANCE, closed_set};
use crate::terminology::{analytes, laboratory_terms, listed_analyte};
use std::sync::LazyLock;

closed_set! {
    /// Why a value has no grade.
    pub enum Why {
        /// It is total calcium, and there is no albumin within 24 h.
        Albumin = "no_albumin",
        /// A limit of normal that the grade needs is not known.
        Limit = "no_limit",
        /// A baseline that the grade needs is not known.
        Baseline = "no_baseline",
    }
}

/// What a report or an ingest grades by.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The version of CTCAE.
    pub version: CtcaeVersion,
    /// Limits of normal where a row reports none.
    pub ranges: NormalRanges,
    /// Whether what no value shows is taken as present.
    pub assumes_clinical: bool,
}

impl Default for Options {
    /// Version 5.0, the ranges of the program, nothing assumed.
    fn default() -> Self {
        Self {
            version: CtcaeVersion::V5_0,
            ranges: NormalRanges::of_program(),
            assumes_clinical: false,
        }
    }
}

/// The rules of one version, by analyte, with the ranges and what is assumed.
#[derive(Debug)]
pub struct Grading {
    options: Options,
    /// The terms of each analyte, by its row, in the order of the table of rules.
    of_analyte: Vec<Vec<TermRules>>,
    /// The terms of the version, in the order of reports.
    terms: Vec<Term>,
}

/// The rules of one term for one analyte.
#[derive(Debug)]
struct TermRules {
    term: usize,
    rules: Vec<&'static Rule>,
}

/// A term that values can grade in a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Its row among the laboratory terms.
    pub row: usize,
    /// The version from which its rules are borrowed.
    pub borrowed_from: Option<CtcaeVersion>,
}

/// The grade of a value for a term.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Graded {
    /// The term, by its row among the laboratory terms.
    pub term: usize,
    /// The grade, 0…4, or why there is none.
    pub grade: Result<u8, Why>,
    /// Whether it was graded by a rule for a high or a low baseline, and lies above that baseline.
    pub is_above_abnormal_baseline: bool,
}

impl Term {
    /// Its name in reports: the one of 5.0, with the version that its rules are borrowed from.
    #[must_use]
    pub fn item(&self) -> String {
        let name = &laboratory_terms()[self.row].name;
        match self.borrowed_from {
            Some(version) => format!("{name} (CTCAE {})", version.name()),
            None => name.clone(),
        }
    }

    /// Whether it counts in its organ system: it is neither borrowed nor apart.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.borrowed_from.is_none() && !laboratory_terms()[self.row].is_apart
    }
}

impl Grading {
    /// By these options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let mut of_analyte: Vec<Vec<TermRules>> = Vec::new();
        of_analyte.resize_with(analytes().len(), Vec::new);
        let mut terms: Vec<Term> = Vec::new();
        for rule in rules()
            .iter()
            .filter(|rule| rule.version == options.version)
        {
            let of_rule = &mut of_analyte[rule.analyte];
            match of_rule.iter_mut().find(|known| known.term == rule.term) {
                Some(known) => known.rules.push(rule),
                None => of_rule.push(TermRules {
                    term: rule.term,
                    rules: vec![rule],
                }),
            }
            let term = Term {
                row: rule.term,
                borrowed_from: rule.borrowed_from,
            };
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        terms.sort_by_key(|term| term.row);
        for of_rule in &mut of_analyte {
            of_rule.sort_by_key(|known| known.term);
        }
        Self {
            options,
            of_analyte,
            terms,
        }
    }

    /// The terms that values can grade in the version, in the order of reports.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The grades of a value of a course, one for each term of its analyte, in the order of reports.
    pub fn grades(&self, course: &CourseValues, value: &Value) -> impl Iterator<Item = Graded> {
        let of_analyte = self.of_analyte[value.analyte].iter();
        of_analyte.map(move |term| self.grade(course, value, term))
    }

    /// The grade of the baseline of a course for a term, by the rules of baselines that are neither high nor low: of several
    /// analytes the highest. `None` where no baseline has a grade.
    #[must_use]
    pub fn baseline_grade(&self, course: &CourseValues, term: usize) -> Option<u8> {
        let analytes = self.of_analyte.iter().enumerate();
        let of_term = analytes.filter_map(|(analyte, terms)| {
            let rules = terms.iter().find(|known| known.term == term)?;
            let baseline = course.baseline(analyte)?;
            let holds = |kind: BaselineKind| {
                matches!(
                    kind,
                    BaselineKind::Any | BaselineKind::NotHigh | BaselineKind::NotLow
                )
            };
            let rule = rules.of_unit(baseline.unit, holds);
            let mut operands = self.operands(course, baseline, rule).ok()?;
            operands.baseline = Baseline::Ignored;
            grade_by(rule, &operands).ok()
        });
        of_term.max()
    }

    fn grade(&self, course: &CourseValues, value: &Value, term: &TermRules) -> Graded {
        let side = baseline_in_rules(course, value.analyte).map(|it| self.side(course, it));
        let holds = |kind: BaselineKind| match kind {
            BaselineKind::Any => true,
            BaselineKind::High => side == Some(Side::High),
            BaselineKind::NotHigh => side != Some(Side::High),
            BaselineKind::Low => side == Some(Side::Low),
            BaselineKind::NotLow => side != Some(Side::Low),
        };
        let rule = term.of_unit(value.unit, holds);
        let operands = self.operands(course, value, rule);
        let is_abnormal = matches!(rule.baseline, BaselineKind::High | BaselineKind::Low);
        let is_above = |it: &Operands| match it.baseline {
            Baseline::Known(baseline) => it.value > baseline + TOLERANCE,
            Baseline::Absent | Baseline::Ignored => false,
        };
        Graded {
            term: term.term,
            is_above_abnormal_baseline: is_abnormal && operands.as_ref().is_ok_and(is_above),
            grade: operands.and_then(|operands| grade_by(rule, &operands)),
        }
    }

    /// On which side of its own limits a baseline lies.
    fn side(&self, course: &CourseValues, baseline: &Value) -> Side {
        let limits = self.limits(course, baseline);
        if limits
            .upper
            .is_some_and(|upper| baseline.reported > upper + TOLERANCE)
        {
            Side::High
        } else if limits
            .lower
            .is_some_and(|lower| baseline.reported < lower - TOLERANCE)
        {
            Side::Low
        } else {
            Side::Within
        }
    }

    /// The limits of a value in its unit.
    fn limits(&self, course: &CourseValues, value: &Value) -> Limits {
        let ranges = &self.options.ranges;
        ranges.of_value(value.analyte, course.sex, value.unit, value.limits)
    }

    /// A value, total calcium corrected for albumin, its limits and the baseline of its analyte, all in the unit of a rule.
    ///
    /// # Errors
    ///
    /// [`Why::Albumin`] where total calcium has no albumin within 24 h.
    fn operands(&self, course: &CourseValues, value: &Value, rule: &Rule) -> Result<Operands, Why> {
        let unit = rule.unit.unwrap_or(value.unit);
        let listed = &analytes()[value.analyte];
        let mut number = listed.converted(value.reported, value.unit, unit);
        if value.analyte == *CALCIUM {
            let albumin = course.albumin_near(value.hour).ok_or(Why::Albumin)?;
            number = corrected(number, listed.unit_name(unit), albumin);
        }
        let limits = self
            .limits(course, value)
            .converted(value.analyte, value.unit, unit);
        let baseline = baseline_in_rules(course, value.analyte)
            .map(|it| listed.converted(it.reported, it.unit, unit));
        Ok(Operands {
            value: number,
            lower: limits.lower,
            upper: limits.upper,
            baseline: baseline.map_or(Baseline::Absent, Baseline::Known),
            assumes_clinical: self.options.assumes_clinical,
        })
    }
}

/// The row of total calcium, which is graded as corrected for albumin.
static CALCIUM: LazyLock<usize> = LazyLock::new(|| listed_analyte("calcium"));

/// The baseline of an analyte as rules name it: one of 0 or less is absent.
fn baseline_in_rules(course: &CourseValues, analyte: usize) -> Option<&Value> {
    let baseline = course.baseline(analyte);
    baseline.filter(|baseline| baseline.reported > TOLERANCE)
}

/// Where a baseline lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    High,
    Low,
    /// Within its limits, or not known to be beyond them.
    Within,
}

impl TermRules {
    /// Of the rules that hold, the one in this unit, else the one of any, else the first.
    fn of_unit(&self, unit: usize, holds: impl Fn(BaselineKind) -> bool) -> &'static Rule {
        let held = || {
            self.rules
                .iter()
                .copied()
                .filter(|rule| holds(rule.baseline))
        };
        let in_unit = held().find(|rule| rule.unit == Some(unit));
        let of_any = || held().find(|rule| rule.unit.is_none());
        let found = in_unit.or_else(of_any).or_else(|| held().next());
        found.expect("for each kind of baseline one rule of a term and an analyte holds, as a test of the table says")
    }
}

/// The highest grade whose cell is true; 0 where all are false; else why it is not known.
fn grade_by(rule: &Rule, operands: &Operands) -> Result<u8, Why> {
    let mut unknown = None;
    let mut grade = 0;
    for (cell, number) in rule.cells.iter().zip(1..) {
        match operands.cell(cell) {
            Truth::True => grade = number,
            Truth::False => {}
            Truth::Unknown(absent) => unknown = unknown.or(Some(absent)),
        }
    }
    match (grade, unknown) {
        (0, Some(Absent::Limit)) => Err(Why::Limit),
        (0, Some(Absent::Baseline)) => Err(Why::Baseline),
        (grade, _) => Ok(grade),
    }
}

/// Total calcium corrected for albumin.
///
/// Source: Payne RB et al. BMJ 1973;4:643.
fn corrected(calcium: f64, unit: &str, albumin: &Value) -> f64 {
    let listed = &analytes()[albumin.analyte];
    let albumin_in = |unit: &str| {
        let unit = listed
            .unit_number(unit)
            .expect("albumin is measured in g/dL and g/L");
        listed.converted(albumin.reported, albumin.unit, unit)
    };
    match unit {
        "mg/dL" => calcium + 0.8 * (4.0 - albumin_in("g/dL")),
        "mmol/L" => calcium + 0.02 * (40.0 - albumin_in("g/L")),
        other => unreachable!("calcium has no rule in {other}"),
    }
}
