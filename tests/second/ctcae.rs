//! CTCAE's rules for values: the grammar of their cells, evaluated with three truths.

use super::terms::table;
use super::values::{at_most, less};
use std::collections::HashMap;

/// What a rule asks of, in the unit of the rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operands {
    pub(super) value: f64,
    pub(super) lower_limit: Option<f64>,
    pub(super) upper_limit: Option<f64>,
    pub(super) baseline: Option<f64>,
    /// "Every test that names BL or d being false."
    pub(super) is_baseline: bool,
    pub(super) assumes_clinical: bool,
}

/// A row of the table of rules.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) analyte: String,
    /// `*`: the value's own.
    pub(super) unit: String,
    /// For which baselines it holds.
    pub(super) baseline: String,
    /// Grades 1 to 4.
    cells: [String; 4],
}

/// A term that values can grade in a version.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) name: String,
    pub(super) item: String,
    pub(super) organ_system: String,
    pub(super) is_key: bool,
    /// "A term counts if it is neither borrowed nor apart."
    pub(super) counts: bool,
    pub(super) rules: Vec<Rule>,
}

/// The terms of a version in the order of reports.
pub(super) fn terms(version: &str) -> Vec<Term> {
    let mut rules = table("ctcae_lab_grades");
    rules.retain(|row| row["ctcae_version"] == version);
    let term = |row: HashMap<String, String>| {
        let own: Vec<_> = rules
            .iter()
            .filter(|rule| rule["term"] == row["term"])
            .collect();
        let borrowed = own.first()?["borrowed"].clone();
        let name = row["term"].clone();
        Some(Term {
            item: match borrowed.as_str() {
                "" => name.clone(),
                from => format!("{name} (CTCAE {from})"),
            },
            organ_system: row["organ_system"].clone(),
            is_key: row["key"] == "yes",
            counts: borrowed.is_empty() && row["apart"] == "no",
            rules: own.into_iter().map(Rule::of).collect(),
            name,
        })
    };
    let rows = table("laboratory_terms").into_iter();
    rows.filter_map(term).collect()
}

impl Rule {
    fn of(row: &HashMap<String, String>) -> Self {
        Self {
            analyte: row["analyte"].clone(),
            unit: row["unit"].clone(),
            baseline: row["baseline"].clone(),
            cells: ["grade1", "grade2", "grade3", "grade4"].map(|column| row[column].clone()),
        }
    }

    /// "The highest whose cell is true. Where none is true it is 0 if all cells are false; else the value is ungraded."
    pub(super) fn grade(&self, operands: &Operands) -> Option<i64> {
        let truths = self.cells.each_ref().map(|cell| is_true(cell, operands));
        let true_ones = (1..).zip(truths).filter(|(_, truth)| *truth == Some(true));
        let highest = true_ones.map(|(grade, _)| grade).max();
        highest.or_else(|| {
            truths
                .iter()
                .all(|truth| *truth == Some(false))
                .then_some(0)
        })
    }
}

/// "`or` is true where a clause is true, else unknown where one is unknown"; "an empty cell is false".
fn is_true(cell: &str, operands: &Operands) -> Option<bool> {
    if cell.is_empty() {
        return Some(false);
    }
    let clauses: Vec<_> = cell
        .split(" or ")
        .map(|clause| holds(clause, operands))
        .collect();
    if clauses.contains(&Some(true)) {
        Some(true)
    } else if clauses.contains(&None) {
        None
    } else {
        Some(false)
    }
}

/// "`and` is false where a test is false, else unknown where one is unknown."
fn holds(clause: &str, operands: &Operands) -> Option<bool> {
    let tests: Vec<_> = clause
        .split(" and ")
        .map(|test| passes(test, operands))
        .collect();
    if tests.contains(&Some(false)) {
        Some(false)
    } else if tests.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// "A test whose operand is absent is unknown; with `?` after the operand it is false."
fn passes(test: &str, operands: &Operands) -> Option<bool> {
    let words: Vec<&str> = test.split(' ').collect();
    let [quantity, op, bound] = words[..] else {
        assert_eq!(test, "CLINICAL");
        return Some(operands.assumes_clinical);
    };
    if operands.is_baseline && (quantity.starts_with('d') || bound.contains("BL")) {
        return Some(false);
    }
    let left = match quantity.trim_end_matches('?') {
        "x" => Some(operands.value),
        "d" => operands
            .baseline
            .map(|base| 100.0 * (operands.value - base) / base),
        _ => panic!("{test}"),
    };
    let is_false_if_absent =
        |operand: &str, value: Option<f64>| value.is_none() && operand.contains('?');
    let right = bound_of(bound, operands);
    let (Some(left), Some(right)) = (left, right) else {
        let is_false = is_false_if_absent(quantity, left) || is_false_if_absent(bound, right);
        return is_false.then_some(false);
    };
    Some(match op {
        "<" => less(left, right),
        "<=" => at_most(left, right),
        ">" => less(right, left),
        ">=" => at_most(right, left),
        _ => panic!("{test}"),
    })
}

/// `[ "-" ] number / [ number "*" ] name [ ( "+" / "-" ) number ]`.
fn bound_of(text: &str, operands: &Operands) -> Option<f64> {
    let number = |text: &str| text.parse::<f64>().unwrap();
    let Some(begin) = text.find(|c: char| c.is_ascii_alphabetic()) else {
        return Some(number(text));
    };
    let factor = match &text[..begin] {
        "" => 1.0,
        before => number(before.strip_suffix('*').unwrap()),
    };
    let of_name = &text[begin..];
    let end = of_name.find(['+', '-']).unwrap_or(of_name.len());
    let addend = match &of_name[end..] {
        "" => 0.0,
        after => number(after),
    };
    let named = match of_name[..end].trim_end_matches('?') {
        "LLN" => operands.lower_limit,
        "ULN" => operands.upper_limit,
        "BL" => operands.baseline,
        _ => panic!("{text}"),
    };
    named.map(|named| factor * named + addend)
}
