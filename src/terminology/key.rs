//! The key of a name: the form in which names are compared.

use std::borrow::Cow;

/// The form in which names are compared: lower case, without blanks, `-` and `_`.
///
/// ```
/// use il2_outcomes::terminology::key;
/// assert_eq!(key("Chest pain - cardiac"), key("chest_pain_cardiac"));
/// assert_eq!(key(" AF "), "af");
/// ```
#[must_use]
pub fn key(name: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_whitespace() && c != '-' && c != '_';
    if name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    {
        return Cow::Borrowed(name);
    }
    Cow::Owned(
        name.chars()
            .filter(|&c| plain(c))
            .flat_map(char::to_lowercase)
            .collect(),
    )
}
