//! The first whole number for which a claim holds that, once true, stays true.

/// The first number from `low` on, below `high`, from which on the claim holds; `high` where it holds for none.
pub(super) fn first(low: i64, high: i64, holds: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// The first number from 0 on from which on the claim holds, which it does somewhere.
pub(super) fn first_of_all(holds: impl Fn(i64) -> bool) -> i64 {
    let mut high = 1;
    while !holds(high) && high < i64::MAX / 2 {
        high *= 2;
    }
    first(0, high, holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_is_found_wherever_it_lies() {
        for from in [0, 1, 2, 6, 7, 100] {
            assert_eq!(first(0, 100, |number| number >= from), from);
            assert_eq!(first_of_all(|number| number >= from), from);
        }
        assert_eq!(first(3, 9, |_| false), 9);
    }
}
