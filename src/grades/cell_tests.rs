//! The grammar, read and written.

use super::cell::{Bound, Cell, CellError, Comparison, Operand, Quantity, Reference, Test};

/// Numbers in turn, the same each time.
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn coin(&mut self) -> bool {
        self.roll(2) == 0
    }

    /// A place among so many.
    fn place(&mut self, of: usize) -> usize {
        usize::try_from(self.roll(u64::try_from(of).unwrap())).unwrap()
    }

    /// A number with up to three decimals, not 0.
    fn number(&mut self) -> f64 {
        let digits = 10_u32.pow(u32::try_from(self.roll(4)).unwrap());
        (self.roll(5000) + 1) as f64 / f64::from(digits)
    }

    fn operand<T>(&mut self, of: T) -> Operand<T> {
        let is_false_if_absent = self.coin();
        Operand {
            of,
            is_false_if_absent,
        }
    }

    fn bound(&mut self) -> Bound {
        let sign = if self.coin() { 1.0 } else { -1.0 };
        if self.coin() {
            return Bound::Number(sign * self.number());
        }
        let reference = match self.roll(3) {
            0 => Reference::LowerLimit,
            1 => Reference::UpperLimit,
            _ => Reference::Baseline,
        };
        Bound::Multiple {
            factor: if self.coin() { 1.0 } else { self.number() },
            reference: self.operand(reference),
            offset: if self.coin() {
                0.0
            } else {
                sign * self.number()
            },
        }
    }

    fn test(&mut self) -> Test {
        if self.roll(6) == 0 {
            return Test::Clinical;
        }
        let quantity = if self.coin() {
            Quantity::Value
        } else {
            Quantity::Change
        };
        let comparison = match self.roll(4) {
            0 => Comparison::Below,
            1 => Comparison::AtMost,
            2 => Comparison::Above,
            _ => Comparison::AtLeast,
        };
        Test::Compare {
            quantity: self.operand(quantity),
            comparison,
            bound: self.bound(),
        }
    }

    fn cells(seed: u64) -> impl Iterator<Item = Cell> {
        let mut dice = Self(seed);
        std::iter::repeat_with(move || {
            let clauses = dice.roll(4);
            let clauses = (0..clauses).map(|_| {
                let tests = dice.roll(3) + 1;
                (0..tests).map(|_| dice.test()).collect()
            });
            Cell {
                clauses: clauses.collect(),
            }
        })
    }
}

#[test]
fn what_is_written_is_read_again_as_it_was() {
    for cell in Dice::cells(7).take(20_000) {
        let text = cell.to_string();
        assert_eq!(Cell::parse(&text), Ok(cell), "{text}");
    }
}

#[test]
fn a_cut_or_spoiled_cell_is_refused_or_is_a_cell_that_is_written_alike() {
    let mut dice = Dice(11);
    for cell in Dice::cells(3).take(5_000) {
        let mut text = cell.to_string();
        if text.is_empty() {
            continue;
        }
        let at = dice.place(text.len());
        match dice.roll(3) {
            0 => drop(text.remove(at)),
            1 => text.insert(at, [' ', '?', '-', '.', 'x', '*', '9'][dice.place(7)]),
            _ => text.truncate(at),
        }
        if let Ok(cell) = Cell::parse(&text) {
            let again = cell.to_string();
            assert_eq!(Cell::parse(&again), Ok(cell), "{text}");
        }
    }
}

#[test]
fn and_binds_closer_than_or() {
    let cell = Cell::parse("x > 2*ULN and CLINICAL or x > 5*ULN").unwrap();
    let above = |factor| Test::Compare {
        quantity: Operand::needed(Quantity::Value),
        comparison: Comparison::Above,
        bound: Bound::Multiple {
            factor,
            reference: Operand::needed(Reference::UpperLimit),
            offset: 0.0,
        },
    };
    let clauses = vec![vec![above(2.0), Test::Clinical], vec![above(5.0)]];
    assert_eq!(cell, Cell { clauses });
    assert_eq!(Cell::parse(""), Ok(Cell::default()));
}

#[test]
fn what_is_not_of_the_grammar_is_refused() {
    for (text, error) in [
        (" ", CellError::Comparison),
        ("x", CellError::Comparison),
        ("x<3", CellError::Comparison),
        ("x < 3 ", CellError::Comparison),
        ("x  < 3", CellError::Comparison),
        ("x = 3", CellError::Comparison),
        ("clinical", CellError::Comparison),
        ("CLINICAL?", CellError::Comparison),
        ("x < 3 or", CellError::Comparison),
        ("x < 3 or ", CellError::Comparison),
        ("x < 3 and  and x < 4", CellError::Comparison),
        ("y < 3", CellError::Quantity),
        ("x?? < 3", CellError::Quantity),
        ("BL < 3", CellError::Quantity),
        ("x < ", CellError::Bound),
        ("x < 3.", CellError::Bound),
        ("x < .5", CellError::Bound),
        ("x < 1e3", CellError::Bound),
        ("x < +3", CellError::Bound),
        ("x < --3", CellError::Bound),
        ("x < lln", CellError::Bound),
        ("x < LLN*2", CellError::Bound),
        ("x < -2*LLN", CellError::Bound),
        ("x < 2*", CellError::Bound),
        ("x < 2*3", CellError::Bound),
        ("x < LLN+", CellError::Bound),
        ("x < LLN+-2", CellError::Bound),
        ("x < BL+2?", CellError::Bound),
        ("x < inf", CellError::Bound),
    ] {
        assert_eq!(Cell::parse(text), Err(error), "{text}");
    }
}
