//! What it is to be exact, in the tests of this room.

/// Asserts that a number is the expected one to a relative error of 10⁻⁹; 0 and ±∞ are met as they are.
#[track_caller]
pub(super) fn assert_close(value: f64, expected: f64) {
    let is_close = if expected == 0.0 || expected.is_infinite() {
        value.total_cmp(&expected).is_eq()
    } else {
        ((value - expected) / expected).abs() <= 1e-9
    };
    assert!(is_close, "{value:?} is not {expected:?}");
}
