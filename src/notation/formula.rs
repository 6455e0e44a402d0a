//! Texts that a spreadsheet program would compute, as texts that it shows.

use super::names::is_invisible;

/// A text as a cell of a CSV file that people open in a spreadsheet program: one that begins like a formula has an
/// apostrophe before it. Blanks and characters that nobody sees are looked through, full-width signs are signs. A number
/// stays as it is, alone or with its interval.
///
/// ```
/// use il2_outcomes::notation::no_formula;
/// assert_eq!(no_formula("=SUM(A1)"), "'=SUM(A1)");
/// assert_eq!(no_formula("-2+3"), "'-2+3");
/// assert_eq!(no_formula("-2.5"), "-2.5");
/// ```
#[must_use]
pub fn no_formula(text: &str) -> String {
    let is_passed = |c: &char| c.is_whitespace() || c.is_control() || is_invisible(*c);
    let before = text.chars().take_while(is_passed);
    let begins_anew = before.clone().any(|c| ['\t', '\r', '\n'].contains(&c));
    let is_formula = begins_anew
        || match text.chars().nth(before.count()) {
            Some('=' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫') => true,
            Some('+' | '-') => !is_estimate(text.trim()),
            _ => false,
        };
    if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Whether a text is a number, or one with its interval: `-2.5`, `+3%`, `-3.2 (-14.5 to 2.7)`.
fn is_estimate(text: &str) -> bool {
    let Some((estimate, interval)) = text.split_once(" (") else {
        return is_number(text);
    };
    let bounds = interval.strip_suffix(')');
    let bounds = bounds.and_then(|bounds| {
        let parted = bounds.split_once(" to ");
        parted.or_else(|| bounds.split_once('–'))
    });
    is_number(estimate) && bounds.is_some_and(|(low, high)| is_number(low) && is_number(high))
}

/// Whether a text is a number alone: a sign, digits with or without commas between thousands, a fraction, a percent sign.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-', '−']).unwrap_or(text);
    let text = text.strip_suffix('%').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let is_whole = groups.next().is_some_and(are_digits)
        && groups.all(|group| group.len() == 3 && are_digits(group));
    is_whole && are_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text() {
        for formula in [
            "=cmd|' /C calc'!A0",
            "@SUM(A1)",
            "+A1",
            "-2+3+cmd|'x'!A",
            "-2+3",
            "+1-1",
            "-2 to A1",
            "-1 (A1 to 3)",
            "-",
            "+1e5+1",
            "-1,2",
            "\t=1",
            "\t1",
            "\rfever",
            " =1",
            "\u{200b}=1",
            "\u{feff} \u{202e}=1",
            "\u{ad}-2+3",
            "\u{a0}+A1",
            "\u{1}@A1",
            "＝1+1",
            "＋A1",
            "－A1",
            "＠SUM",
            "\u{2060}＝1",
        ] {
            assert_eq!(no_formula(formula), format!("'{formula}"));
        }
    }

    #[test]
    fn a_number_and_any_other_text_stay_as_they_are() {
        for text in [
            "-1.5 (-2.0–-0.5)",
            "-3.2 (-14.5 to 2.7)",
            "+4 (−10 to 26)",
            "+3",
            "-2.5",
            " -2.5",
            "-1,234.5%",
            "Fever",
            "0/5 0.0 %",
            "",
            "\u{200b}",
            "a=b",
            "'=1",
            "12",
            "−3",
        ] {
            assert_eq!(no_formula(text), text);
        }
    }
}
