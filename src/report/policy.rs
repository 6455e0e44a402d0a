//! What a browser may do with a page: show its own style sheet, and nothing else.

use crate::disk::Seal;
use std::fmt::Write;

/// The Content Security Policy of a page with this one style sheet: no script, no address is fetched, no form is sent. The
/// style sheet is allowed by the SHA-256 of its text, as it lies between its tags.
pub(super) fn content_security_policy(style: &str) -> String {
    let digest = Seal::of(style.as_bytes()).sha256;
    let base64 = base64_of_hexadecimal(&digest);
    format!("default-src 'none'; style-src 'sha256-{base64}'; base-uri 'none'; form-action 'none'")
}

/// Bytes in hexadecimal digits as base64, with its padding.
fn base64_of_hexadecimal(digits: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = digits.chars().filter_map(|digit| digit.to_digit(16));
    let bits = bits.fold(String::new(), |mut bits, digit| {
        let _ = write!(bits, "{digit:04b}");
        bits
    });
    // Six bits are a letter; three bytes are four letters.
    let letters = bits.as_bytes().chunks(6).map(|six| {
        let number = six
            .iter()
            .fold(0, |number, &bit| 2 * number + usize::from(bit == b'1'));
        char::from(LETTERS[number << (6 - six.len())])
    });
    let mut text: String = letters.collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_is_allowed_by_its_hash() {
        // RFC 4648, 10: "f", "fo", "foo", "foob".
        assert_eq!(base64_of_hexadecimal("66"), "Zg==");
        assert_eq!(base64_of_hexadecimal("666f"), "Zm8=");
        assert_eq!(base64_of_hexadecimal("666f6f"), "Zm9v");
        assert_eq!(base64_of_hexadecimal("666f6f62"), "Zm9vYg==");
        // `printf %s 'p{}' | openssl dgst -sha256 -binary | base64`
        let policy = content_security_policy("p{}");
        assert!(
            policy.contains("'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='"),
            "{policy}"
        );
    }
}
