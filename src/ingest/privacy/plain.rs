//! A text without what hides its form: width, kinds of dashes, quotes, brackets, what nobody sees, and a label before it.

use crate::ingest::text::ids::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// What a label before a value says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// One that adds nothing to the form.
    Other,
    Social,
    Record,
    Birth,
    Telephone,
    Nhs,
    Npi,
}

/// Labels in lower case; of two that begin alike the longer comes first.
const LABELS: &[(&str, Label)] = &[
    ("social security", Label::Social),
    ("soc sec", Label::Social),
    ("soc. sec", Label::Social),
    ("s.s.n", Label::Social),
    ("ssn", Label::Social),
    ("ss", Label::Social),
    ("medical record", Label::Record),
    ("med rec", Label::Record),
    ("med. rec", Label::Record),
    ("medrec", Label::Record),
    ("record number", Label::Record),
    ("record no", Label::Record),
    ("hospital number", Label::Record),
    ("hospital no", Label::Record),
    ("hosp no", Label::Record),
    ("hosp. no", Label::Record),
    ("mrn", Label::Record),
    ("mr#", Label::Record),
    ("mr no", Label::Record),
    ("mr number", Label::Record),
    ("m.r.n", Label::Record),
    ("date of birth", Label::Birth),
    ("birth date", Label::Birth),
    ("birthdate", Label::Birth),
    ("birthday", Label::Birth),
    ("d.o.b", Label::Birth),
    ("dob", Label::Birth),
    ("born", Label::Birth),
    ("geboren", Label::Birth),
    ("geburtsdatum", Label::Birth),
    ("geb", Label::Birth),
    ("date de naissance", Label::Birth),
    ("né le", Label::Birth),
    ("née le", Label::Birth),
    ("fecha de nacimiento", Label::Birth),
    ("nacido el", Label::Birth),
    ("nacida el", Label::Birth),
    ("date of admission", Label::Other),
    ("date of discharge", Label::Other),
    ("date of death", Label::Other),
    ("admission date", Label::Other),
    ("discharge date", Label::Other),
    ("date", Label::Other),
    ("telephone", Label::Telephone),
    ("telefon", Label::Telephone),
    ("phone", Label::Telephone),
    ("tel", Label::Telephone),
    ("tél", Label::Telephone),
    ("mobile", Label::Telephone),
    ("fax", Label::Telephone),
    ("cell", Label::Other),
    ("mailto", Label::Other),
    ("e-mail", Label::Other),
    ("email", Label::Other),
    ("mail", Label::Other),
    ("nhs", Label::Nhs),
    ("npi", Label::Npi),
    ("url", Label::Other),
    ("ip", Label::Other),
    ("mac", Label::Other),
    ("zip", Label::Other),
    ("postcode", Label::Other),
    ("postal code", Label::Other),
    ("address", Label::Other),
    ("at", Label::Other),
    ("patient", Label::Other),
    ("pt", Label::Other),
    ("home", Label::Other),
    ("work", Label::Other),
    ("office", Label::Other),
    ("contact", Label::Other),
    ("personal", Label::Other),
    ("ph", Label::Other),
];

/// What may follow the words of a label before its value.
const AFTER_LABELS: [&str; 10] = [
    "number", "num", "nr", "no", "code", "address", "id", "on", "is", "am",
];

/// A text in compatible characters and lower case, with plain dashes and blanks, without quotes and what nobody sees, and
/// without brackets and points at its ends.
pub(super) fn whole(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    if text.is_ascii() {
        // Compatible characters of ASCII are themselves.
        for byte in text.bytes() {
            push_plain(&mut plain, char::from(byte.to_ascii_lowercase()));
        }
    } else {
        for c in text.nfkc().flat_map(char::to_lowercase) {
            push_plain(&mut plain, c);
        }
    }
    trimmed(&plain).to_owned()
}

/// Puts a character in lower case behind a text, or what stands for it.
fn push_plain(plain: &mut String, c: char) {
    match c {
        'a'..='z' | '0'..='9' => plain.push(c),
        c if is_invisible(c) || c == '\u{fffd}' => {}
        c if is_quote(c) => {}
        c if is_dash(c) => plain.push('-'),
        '\u{2044}' | '\u{2215}' => plain.push('/'),
        // Dates in Chinese and Japanese.
        '年' | '月' => plain.push('-'),
        '日' => {}
        c if c.is_whitespace() || c.is_control() => {
            if !plain.ends_with(' ') {
                plain.push(' ');
            }
        }
        c => plain.push(c),
    }
}

/// A text without brackets and blanks at its ends, and without points and commas behind it.
fn trimmed(text: &str) -> &str {
    let is_bracket = |c: char| matches!(c, ' ' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>');
    text.trim_start_matches(is_bracket)
        .trim_end_matches(|c: char| is_bracket(c) || matches!(c, '.' | ',' | ';'))
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '\'' | '"' | '`' | '\u{b4}' | '\u{ab}' | '\u{bb}' | '\u{2018}'
            ..='\u{201f}' | '\u{2039}' | '\u{203a}' | '\u{2032}' | '\u{2033}' | '\u{300c}'
            ..='\u{300f}'
    )
}

/// Whether a character is a dash of any kind (Unicode's property `Dash`, 16.0, without the waves).
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58a}' | '\u{5be}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207b}'
                | '\u{208b}'
                | '\u{2212}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{30a0}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}

/// The label that a text in lower case begins with, and what is behind it: a known word, or a few other words and a colon.
pub(super) fn behind_label(text: &str) -> Option<(Label, &str)> {
    let known = LABELS.iter().find_map(|(name, label)| {
        let rest = text.strip_prefix(name)?;
        // A word goes on with a letter, and `PT-01-02-03` is a number of a subject.
        let goes_on = |c: char| {
            let is_pseudonym = c.is_ascii_digit() || matches!(c, '-' | '_' | '/');
            c.is_alphabetic() || *label == Label::Other && is_pseudonym
        };
        (!rest.starts_with(goes_on)).then_some((*label, rest))
    });
    let (label, mut rest) = known.or_else(|| behind_words(text))?;
    let is_mark = |c: char| {
        matches!(
            c,
            ' ' | ':' | '#' | '=' | '-' | '_' | '.' | '/' | ')' | ']' | '№'
        )
    };
    rest = rest.trim_start_matches(is_mark);
    while let Some(behind) = AFTER_LABELS.iter().find_map(|word| {
        let behind = rest.strip_prefix(word)?;
        (!behind.starts_with(char::is_alphanumeric)).then_some(behind)
    }) {
        rest = behind.trim_start_matches(is_mark);
    }
    let rest = trimmed(rest);
    (!rest.is_empty()).then_some((label, rest))
}

/// What is behind a few words and a colon: `admitted: 2019-03-04`.
fn behind_words(text: &str) -> Option<(Label, &str)> {
    let (words, rest) = text.split_once(':')?;
    let is_of_words = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | '-');
    let are_words = words.len() >= 2 && words.len() <= WORDS && words.chars().all(is_of_words);
    are_words.then_some((Label::Other, rest))
}

/// Bytes of the words before a colon.
const WORDS: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_a_form_is_taken_away() {
        for text in [
            "12–34",
            "１２－３４",
            "\u{200b}12\u{2011}34.",
            "“12-34”",
            "[12-34]",
            "\u{a0}(12\u{2212}34);",
        ] {
            assert_eq!(whole(text), "12-34", "{text}");
        }
    }

    #[test]
    fn a_label_is_no_part_of_a_value() {
        for (text, label, rest) in [
            ("SSN: 12", Label::Social, "12"),
            ("Medical record no. 7", Label::Record, "7"),
            ("MRN9725397", Label::Record, "9725397"),
            ("Tel.: +44 20", Label::Telephone, "+44 20"),
            ("(DOB) 1962", Label::Birth, "1962"),
            ("MR# 8060109", Label::Record, "8060109"),
            ("geplant am: 4.3.1962", Label::Other, "4.3.1962"),
        ] {
            assert_eq!(behind_label(&whole(text)), Some((label, rest)), "{text}");
        }
        for text in ["telangiectasia 3", "MRN", "12", "PT-01-02-03", "AT01-02-03"] {
            assert_eq!(behind_label(&whole(text)), None, "{text}");
        }
    }
}
