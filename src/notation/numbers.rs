//! Numbers as text.

/// A count with a comma between thousands.
///
/// ```
/// assert_eq!(il2_outcomes::notation::thousands(3902), "3,902");
/// assert_eq!(il2_outcomes::notation::thousands(12), "12");
/// ```
#[must_use]
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number as every file of this program writes it: plain decimal, the fewest digits that read back to the same
/// 64-bit float, no exponent, no `.0`, no `-0`.
///
/// ```
/// use il2_outcomes::notation::plain_decimal;
/// assert_eq!(plain_decimal(106.0), "106");
/// assert_eq!(plain_decimal(1e-7), "0.0000001");
/// assert_eq!(plain_decimal(-0.0), "0");
/// ```
#[must_use]
pub fn plain_decimal(value: f64) -> String {
    // A negative zero is written as a zero.
    (value + 0.0).to_string()
}
