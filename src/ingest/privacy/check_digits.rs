//! Columns of ten-digit numbers most of which have the check digit of a health service: the column as a whole says that
//! they are no pseudonyms.

use super::numbers::{NHS, NPI, is_nhs, is_npi};
use std::collections::BTreeMap;

/// Values of a column that must be ten digits before their check digits say anything.
const LEAST: usize = 10;

/// Share of them that must pass: at random one in ten or eleven does.
const SHARE: f64 = 0.9;

/// Different values of a column that are looked at: which they are does not depend on the order of rows.
const SAMPLE: usize = 1024;

/// Different ten-digit values of a column, each with the first line that it was seen on.
#[derive(Debug, Clone, Default)]
pub(super) struct TenDigits {
    /// By a scattered number of the value, so that the least of them are a sample of all.
    seen: BTreeMap<u64, ([u8; 10], u64)>,
    /// The value that was seen last: rows of one course follow one another.
    last: [u8; 10],
}

/// The service whose check digit a number has, of a column that names one.
pub(super) fn service_of(digits: [u8; 10]) -> Option<&'static str> {
    let npi = || is_npi(digits).then_some(NPI);
    is_nhs(digits).then_some(NHS).or_else(npi)
}

impl TenDigits {
    /// Looks at the number of a line.
    pub(super) fn look_at(&mut self, digits: [u8; 10], line: u64) {
        if digits != self.last {
            self.last = digits;
            self.put(digits, line);
        }
    }

    fn put(&mut self, digits: [u8; 10], line: u64) {
        let value = digits
            .iter()
            .fold(0, |value, digit| value * 10 + u64::from(*digit));
        let place = scattered(value);
        if self.seen.len() == SAMPLE
            && self
                .seen
                .last_key_value()
                .is_some_and(|(last, _)| *last < place)
        {
            return;
        }
        let (_, first) = self.seen.entry(place).or_insert((digits, line));
        *first = line.min(*first);
        if self.seen.len() > SAMPLE {
            self.seen.pop_last();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Adds what was seen in another piece of the column.
    pub(super) fn add(&mut self, other: &Self) {
        for &(digits, line) in other.seen.values() {
            self.put(digits, line);
        }
    }

    /// The service whose check digits the column has, and the first line with one of its numbers.
    pub(super) fn service(&self) -> Option<(u64, &'static str)> {
        if self.seen.len() < LEAST {
            return None;
        }
        let of_service = |has_check_digit: fn([u8; 10]) -> bool, form| {
            let passed = || {
                self.seen
                    .values()
                    .filter(move |(digits, _)| has_check_digit(*digits))
            };
            let line = passed().map(|(_, line)| *line).min()?;
            (passed().count() as f64 >= SHARE * self.seen.len() as f64 - 1e-9)
                .then_some((line, form))
        };
        of_service(is_nhs, NHS).or_else(|| of_service(is_npi, NPI))
    }
}

/// A number scattered over all (the end of `SplitMix64`): no two have the same.
const fn scattered(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::super::numbers::ten_digits;
    use super::*;

    /// So many ten-digit numbers of the National Health Service.
    fn nhs(n: usize) -> Vec<String> {
        let numbers = (400_000_000_u64..)
            .step_by(123_457)
            .flat_map(|start| (0..10).map(move |check| (start * 10 + check).to_string()));
        let is_right = |text: &String| ten_digits(text).is_some_and(is_nhs);
        numbers.filter(is_right).take(n).collect()
    }

    fn service(values: &[String]) -> Option<(u64, &'static str)> {
        let mut column = TenDigits::default();
        for (line, value) in (2..).zip(values) {
            column.look_at(ten_digits(value).unwrap(), line);
        }
        column.service()
    }

    #[test]
    fn nine_of_ten_different_numbers_with_the_check_digit_are_of_the_service() {
        let mut values = nhs(10);
        assert_eq!(service(&values), Some((2, "an NHS number")));
        values[0] = "4000000001".to_owned();
        assert_eq!(service(&values), Some((3, "an NHS number")));
        values[1] = "4000000002".to_owned();
        assert_eq!(service(&values), None);
        assert_eq!(service(&nhs(9)), None);
        // One number on many rows is one.
        assert_eq!(service(&vec![nhs(1)[0].clone(); 30]), None);
    }

    #[test]
    fn a_column_in_pieces_is_judged_as_a_whole() {
        let values = nhs(3000);
        let mut whole = TenDigits::default();
        let mut pieces = TenDigits::default();
        for (line, value) in (2..).zip(&values) {
            whole.look_at(ten_digits(value).unwrap(), line);
        }
        for piece in values.chunks(700).rev() {
            let mut column = TenDigits::default();
            for value in piece {
                let line = 2 + values.iter().position(|other| other == value).unwrap() as u64;
                column.look_at(ten_digits(value).unwrap(), line);
            }
            pieces.add(&column);
        }
        assert_eq!(whole.service(), pieces.service());
        assert!(whole.seen.len() == SAMPLE && whole.service().is_some());
    }

    #[test]
    fn numbers_counted_up_are_of_no_service() {
        let values: Vec<String> = (1_000_000_000_u64..1_000_000_500)
            .map(|n| n.to_string())
            .collect();
        assert_eq!(service(&values), None);
    }
}
