//! Names of own columns: columns of courses or patients that a site adds to the data model, `x_braf` or `x_trial_arm`.

/// What the name of an own column begins with.
const BEGINNING: &str = "x_";

/// Characters behind it.
const LONGEST: usize = 40;

/// The name of the own column that a header names, which is lower-cased with blanks and `-` as `_`; `None` where it does not
/// begin with `x_`, or has none of, more than 40 or other characters than ASCII letters, digits and `_` behind it.
#[must_use]
pub fn own_name(header: &str) -> Option<String> {
    let name: String = header
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| {
            if c == '-' || c.is_whitespace() {
                '_'
            } else {
                c
            }
        })
        .collect();
    let rest = name.strip_prefix(BEGINNING)?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let is_name = (1..=LONGEST).contains(&rest.len()) && rest.bytes().all(is_plain);
    // A blank at its second place is no underscore of the site's: the header must begin with `x_`.
    let begins = header
        .trim()
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case(BEGINNING));
    (is_name && begins).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_begins_with_x_and_an_underscore_names_an_own_column() {
        for (header, name) in [
            ("x_braf", Some("x_braf")),
            (" X_Trial Arm ", Some("x_trial_arm")),
            ("x_LDH-above-ULN", Some("x_ldh_above_uln")),
            ("x_1", Some("x_1")),
            ("x_", None),
            ("x braf", None),
            ("x-braf", None),
            ("xbraf", None),
            ("x_µ", None),
            ("x_a.b", None),
            ("px_arm", None),
        ] {
            assert_eq!(own_name(header).as_deref(), name, "{header}");
        }
        let longest = format!("x_{}", "a".repeat(40));
        assert_eq!(own_name(&longest), Some(longest.clone()));
        assert_eq!(own_name(&format!("{longest}a")), None);
    }
}
