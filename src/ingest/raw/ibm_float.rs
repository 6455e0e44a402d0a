//! Numbers of SAS transport files: IBM floats of two to eight bytes.

/// The number; `None` where it is one of the missing values `.`, `._`, `.A` to `.Z`.
pub(super) fn ibm_float(bytes: &[u8]) -> Option<f64> {
    let (&first, rest) = bytes.split_first()?;
    let has_fraction = rest.iter().any(|byte| *byte != 0);
    if !has_fraction {
        // A number without a fraction is 0, whatever its exponent; these are no numbers.
        let is_missing = matches!(first, b'.' | b'_' | b'A'..=b'Z');
        return (!is_missing).then_some(0.0);
    }
    let fraction = (0..7).fold(0_u64, |fraction, place| {
        fraction << 8 | u64::from(rest.get(place).copied().unwrap_or(0))
    });
    let exponent = i32::from(first & 0x7f) - 64;
    // The fraction is of 56 bits: 16 ^ exponent * fraction / 2 ^ 56.
    let value = fraction as f64 * 2_f64.powi(4 * exponent - 56);
    Some(if first & 0x80 == 0 { value } else { -value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibm_floats_are_read_whatever_their_length() {
        for (bytes, value) in [
            (&[0x41, 0x10, 0, 0, 0, 0, 0, 0][..], 1.0),
            (&[0xc1, 0x10, 0, 0, 0, 0, 0, 0], -1.0),
            (&[0x42, 0x64, 0, 0, 0, 0, 0, 0], 100.0),
            (&[0x40, 0x80, 0, 0, 0, 0, 0, 0], 0.5),
            (&[0x42, 0x76, 0xa0, 0], 118.625),
            (&[0x41, 0x30], 3.0),
            (&[0; 8], 0.0),
            // A fraction of zero is 0, also where a program wrote an exponent before it.
            (&[0x80, 0, 0, 0, 0, 0, 0, 0], 0.0),
            (&[0x40, 0, 0, 0, 0, 0, 0, 0], 0.0),
        ] {
            assert_eq!(ibm_float(bytes), Some(value), "{bytes:?}");
        }
        let tenth = ibm_float(&[0x40, 0x19, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a]);
        assert_eq!(tenth, Some(0.1));
    }

    #[test]
    fn missing_values_are_no_numbers() {
        for first in [b'.', b'_', b'A', b'Z'] {
            assert_eq!(ibm_float(&[first, 0, 0, 0, 0, 0, 0, 0]), None);
        }
        // The same exponent with a fraction is a number.
        assert!(ibm_float(&[b'A', 0x10, 0, 0, 0, 0, 0, 0]).is_some());
    }
}
