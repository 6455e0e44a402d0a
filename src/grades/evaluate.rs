//! Whether a cell of a rule is true of a value: true, false, or unknown where an operand is absent.

use super::cell::{Bound, Cell, Comparison, Operand, Quantity, Reference, Test};
use crate::model::TOLERANCE;

/// What a cell is true or false of. All numbers are in one unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operands {
    pub(super) value: f64,
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
    pub(super) baseline: Baseline,
    /// Whether what no value shows is taken as present.
    pub(super) assumes_clinical: bool,
}

/// The baseline in a rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Baseline {
    /// It is not known.
    Absent,
    /// It is this.
    Known(f64),
    /// Each test that names it is false, for the value is the baseline itself.
    Ignored,
}

/// What is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    Limit,
    Baseline,
}

/// Whether a test, a clause or a cell is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    True,
    False,
    /// It is not known, for this is absent: of several the first.
    Unknown(Absent),
}

/// One side of a comparison.
enum Side {
    Number(f64),
    /// The test is decided: it is false, or unknown.
    Decides(Truth),
}

impl Operands {
    /// Whether a cell is true: where one of its clauses is.
    pub(super) fn cell(&self, cell: &Cell) -> Truth {
        let mut all = Truth::False;
        for clause in &cell.clauses {
            match (self.clause(clause), all) {
                (Truth::True, _) => return Truth::True,
                (unknown @ Truth::Unknown(_), Truth::False) => all = unknown,
                (Truth::Unknown(_) | Truth::False, _) => {}
            }
        }
        all
    }

    /// Whether a clause is true: where all its tests are.
    fn clause(&self, tests: &[Test]) -> Truth {
        let mut all = Truth::True;
        for test in tests {
            match (self.test(test), all) {
                (Truth::False, _) => return Truth::False,
                (unknown @ Truth::Unknown(_), Truth::True) => all = unknown,
                (Truth::Unknown(_) | Truth::True, _) => {}
            }
        }
        all
    }

    fn test(&self, test: &Test) -> Truth {
        let (quantity, comparison, bound) = match test {
            Test::Clinical if self.assumes_clinical => return Truth::True,
            Test::Clinical => return Truth::False,
            Test::Compare {
                quantity,
                comparison,
                bound,
            } => (quantity, *comparison, bound),
        };
        let left = self.quantity(*quantity);
        let right = self.bound(bound);
        match (left, right) {
            (Side::Number(left), Side::Number(right)) => {
                if is_true(left, comparison, right) {
                    Truth::True
                } else {
                    Truth::False
                }
            }
            // One that is false decides before one that is unknown.
            (Side::Decides(Truth::False), _) | (_, Side::Decides(Truth::False)) => Truth::False,
            (Side::Decides(unknown), _) | (_, Side::Decides(unknown)) => unknown,
        }
    }

    fn quantity(&self, quantity: Operand<Quantity>) -> Side {
        match quantity.of {
            Quantity::Value => Side::Number(self.value),
            Quantity::Change => self.baseline(quantity.is_false_if_absent, |baseline| {
                100.0 * (self.value - baseline) / baseline
            }),
        }
    }

    fn bound(&self, bound: &Bound) -> Side {
        let (factor, reference, offset) = match *bound {
            Bound::Number(number) => return Side::Number(number),
            Bound::Multiple {
                factor,
                reference,
                offset,
            } => (factor, reference, offset),
        };
        let multiple = |of: f64| factor * of + offset;
        let limit = |limit: Option<f64>| match limit {
            Some(limit) => Side::Number(multiple(limit)),
            None => absent(reference.is_false_if_absent, Absent::Limit),
        };
        match reference.of {
            Reference::LowerLimit => limit(self.lower),
            Reference::UpperLimit => limit(self.upper),
            Reference::Baseline => self.baseline(reference.is_false_if_absent, multiple),
        }
    }

    fn baseline(&self, is_false_if_absent: bool, number: impl Fn(f64) -> f64) -> Side {
        match self.baseline {
            Baseline::Known(baseline) => Side::Number(number(baseline)),
            Baseline::Absent => absent(is_false_if_absent, Absent::Baseline),
            Baseline::Ignored => Side::Decides(Truth::False),
        }
    }
}

fn absent(is_false: bool, what: Absent) -> Side {
    Side::Decides(if is_false {
        Truth::False
    } else {
        Truth::Unknown(what)
    })
}

/// Whether a comparison holds; numbers that differ by no more than the tolerance are equal.
fn is_true(left: f64, comparison: Comparison, right: f64) -> bool {
    match comparison {
        Comparison::Below => left < right - TOLERANCE,
        Comparison::AtMost => left <= right + TOLERANCE,
        Comparison::Above => left > right + TOLERANCE,
        Comparison::AtLeast => left >= right - TOLERANCE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{False, True, Unknown};

    const NOTHING: Operands = Operands {
        value: 5.0,
        lower: None,
        upper: None,
        baseline: Baseline::Absent,
        assumes_clinical: false,
    };

    fn of(operands: Operands, cell: &str) -> Truth {
        operands.cell(&Cell::parse(cell).unwrap())
    }

    #[test]
    fn an_absent_operand_makes_a_test_unknown_and_with_a_mark_false() {
        for (cell, truth) in [
            ("", False),
            ("x > 4", True),
            ("x > ULN", Unknown(Absent::Limit)),
            ("x > ULN?", False),
            ("x > BL", Unknown(Absent::Baseline)),
            ("d > 3", Unknown(Absent::Baseline)),
            ("d? > 3", False),
            ("d > ULN?", False),
            // And is false where one is false, else unknown; or is true where one is true, else unknown.
            ("x > ULN and x > 9", False),
            ("x > ULN and x > 4", Unknown(Absent::Limit)),
            ("x > BL and x > ULN", Unknown(Absent::Baseline)),
            ("x > ULN or x > 4", True),
            ("x > 9 or x > ULN", Unknown(Absent::Limit)),
            ("x > ULN or x > BL", Unknown(Absent::Limit)),
            ("x > 9 and x > ULN or x > BL", Unknown(Absent::Baseline)),
            ("CLINICAL", False),
            ("x > 4 and CLINICAL", False),
            ("x > ULN and CLINICAL", False),
        ] {
            assert_eq!(of(NOTHING, cell), truth, "{cell}");
        }
    }

    #[test]
    fn what_is_clinical_is_absent_unless_it_is_taken_as_present() {
        let clinical = Operands {
            assumes_clinical: true,
            ..NOTHING
        };
        assert_eq!(of(clinical, "x > 4 and CLINICAL"), True);
        assert_eq!(of(clinical, "x > ULN and CLINICAL"), Unknown(Absent::Limit));
    }

    #[test]
    fn of_a_baseline_value_each_test_that_names_the_baseline_is_false() {
        let itself = Operands {
            baseline: Baseline::Ignored,
            ..NOTHING
        };
        for cell in [
            "x >= BL",
            "d >= -100",
            "x > BL or d < 100",
            "x > 4 and x >= BL",
        ] {
            assert_eq!(of(itself, cell), False, "{cell}");
        }
        assert_eq!(of(itself, "x > 4 or x > BL"), True);
    }

    #[test]
    fn borders_are_kept_whatever_the_floating_point() {
        // 3 × 1.2 is 3.5999999999999996, and 3.6 is not above it.
        let bilirubin = Operands {
            value: 3.6,
            upper: Some(1.2),
            ..NOTHING
        };
        assert_eq!(of(bilirubin, "x > 3*ULN"), False);
        assert_eq!(of(bilirubin, "x >= 3*ULN"), True);
        // Each tenth against each factor of the table: n ÷ 10 × factor is never above or below itself.
        for tenths in 1..=400_i32 {
            for factor in [
                1.2, 1.5, 2.0, 2.5, 3.0, 5.0, 6.0, 10.0, 20.0, 0.25, 0.5, 0.75,
            ] {
                let limit = f64::from(tenths) / 10.0;
                let on_border = Operands {
                    value: (f64::from(tenths) * factor * 100.0).round() / 1000.0,
                    upper: Some(limit),
                    baseline: Baseline::Known(limit),
                    ..NOTHING
                };
                for (sign, truth) in [("<", False), ("<=", True), (">", False), (">=", True)] {
                    for name in ["ULN", "BL"] {
                        let cell = format!("x {sign} {factor}*{name}");
                        assert_eq!(of(on_border, &cell), truth, "{limit} {cell}");
                    }
                }
            }
        }
        // A change of exactly 10 percent, which floating point makes 9.999999999999993 at some baselines.
        for tenths in 300..2000_i32 {
            let baseline = f64::from(tenths) / 10.0;
            let change = Operands {
                value: f64::from(tenths * 11) / 100.0,
                baseline: Baseline::Known(baseline),
                ..NOTHING
            };
            assert_eq!(of(change, "d >= 10"), True, "{baseline}");
            assert_eq!(of(change, "d > 10"), False, "{baseline}");
        }
    }
}
