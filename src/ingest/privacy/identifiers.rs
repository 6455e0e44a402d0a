//! The forms of direct identifiers: what a cell as a whole looks like.

use std::net::IpAddr;

/// A direct identifier, by where it is: what it says is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundIdentifier {
    /// The physical line of its record; the header is 1.
    pub line: u64,
    /// The column, as the header names it.
    pub column: String,
    /// What kind of identifier it is.
    pub form: &'static str,
}

/// Months by their first letters.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// For each byte, 1 where it is neither a letter nor a digit of ASCII.
const IS_SIGN: [u8; 256] = {
    let mut table = [1; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = 0;
        }
        byte += 1;
    }
    table
};

/// Whether a cell is a minus and digits with one point or comma among them: an hour before treatment, and no identifier.
fn is_negative_decimal(cell: &[u8]) -> bool {
    let [b'-', rest @ ..] = cell else {
        return false;
    };
    let mut others = rest.iter().filter(|byte| !byte.is_ascii_digit());
    matches!(others.next(), Some(b'.' | b',')) && others.next().is_none()
}

/// Bytes of the shortest identifier.
pub(in crate::ingest) const LEAST: usize = 5;

/// Whether a cell may have the form of an identifier: nothing shorter or longer is one, and each has two signs that are
/// neither letters nor digits. This decides nearly all cells.
pub(in crate::ingest) fn may_be_identifier(cell: &[u8]) -> bool {
    if cell.len() < LEAST || cell.len() > 320 {
        return false;
    }
    let sign = |&byte: &u8| usize::from(IS_SIGN[usize::from(byte)]);
    cell.iter().map(sign).sum::<usize>() >= 2 && !is_negative_decimal(cell)
}

/// The form of a direct identifier that a cell has as a whole.
pub(in crate::ingest) fn form_of(cell: &[u8], may_be_date: bool) -> Option<&'static str> {
    if !may_be_identifier(cell) {
        return None;
    }
    let text = std::str::from_utf8(cell).ok()?;
    if is_email(text) {
        return Some("an e-mail address");
    }
    let starts_with = |start: &&str| {
        let head = text.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let of_web = ["http://", "https://", "ftp://", "www."];
    if of_web.iter().any(starts_with) && !text.contains(' ') {
        return Some("a web address");
    }
    if text
        .bytes()
        .filter(|byte| matches!(byte, b'.' | b':'))
        .count()
        >= 2
        && text.parse::<IpAddr>().is_ok()
    {
        return Some("an IP address");
    }
    if !may_be_date && is_date(text) {
        return Some("a full calendar date");
    }
    let first_is_digit = text.starts_with(|c: char| c.is_ascii_digit() || c == '(' || c == '+');
    if first_is_digit {
        digits_form(text)
    } else {
        None
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_part =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    is_part(local)
        && is_part(domain)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
}

/// A social security number, or a telephone number of 3-3-4 digits.
fn digits_form(text: &str) -> Option<&'static str> {
    let is_allowed =
        |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '+' | '/');
    if !text.chars().all(is_allowed) {
        return None;
    }
    let lengths: Vec<usize> = text
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .filter(|length| *length > 0)
        .collect();
    match lengths.as_slice() {
        [3, 2, 4] if text.bytes().filter(|byte| *byte == b'-').count() == 2 && text.len() == 11 => {
            Some("a social security number")
        }
        [3, 3, 4] => Some("a telephone number"),
        [1..=3, 3, 3, 4] if text.starts_with('+') || text.starts_with('1') => {
            Some("a telephone number")
        }
        _ => None,
    }
}

/// A day, month and year of four digits in any common order, alone or with a time.
fn is_date(text: &str) -> bool {
    let (date, time) = text
        .split_once(['T', 't'])
        .filter(|(_, time)| time.starts_with(|c: char| c.is_ascii_digit()))
        .or_else(|| split_time(text))
        .unwrap_or((text, ""));
    let is_time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | '+' | '-' | ' ');
    let has_time = time.contains(':') && time.chars().all(is_time);
    if !time.is_empty() && !has_time {
        return is_written_date(text);
    }
    let separators: Vec<char> = date.chars().filter(|c| !c.is_ascii_digit()).collect();
    let is_one_kind =
        matches!(separators.as_slice(), [a, b] if a == b && matches!(a, '-' | '/' | '.'));
    if !is_one_kind {
        return is_written_date(date);
    }
    let parts: Vec<&str> = date.split(separators[0]).collect();
    let number = |index: usize| parts[index].parse::<u32>().expect("at most four digits");
    let are_day_and_month =
        |a: u32, b: u32| (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12;
    match [parts[0].len(), parts[1].len(), parts[2].len()] {
        [4, 1..=2, 1..=2] => is_year(number(0)) && are_day_and_month(number(1), number(2)),
        [1..=2, 1..=2, 4] => is_year(number(2)) && are_day_and_month(number(0), number(1)),
        _ => false,
    }
}

/// The date and the time after the last blank before a colon.
fn split_time(text: &str) -> Option<(&str, &str)> {
    let colon = text.find(':')?;
    let blank = text[..colon].rfind(' ')?;
    Some((text[..blank].trim_end(), &text[blank + 1..]))
}

fn is_year(year: u32) -> bool {
    (1800..=2200).contains(&year)
}

/// `4 March 2019`, `04-Mar-2019`, `March 4, 2019`.
fn is_written_date(text: &str) -> bool {
    let parts: Vec<&str> = text
        .split([' ', '-', '/', ',', '.'])
        .filter(|part| !part.is_empty())
        .collect();
    let [a, b, c] = parts.as_slice() else {
        return false;
    };
    let is_month = |part: &str| {
        let lower = part.to_lowercase();
        part.chars().all(char::is_alphabetic)
            && part.len() <= 9
            && MONTHS.iter().any(|month| lower.starts_with(month))
    };
    let is_day =
        |part: &str| part.len() <= 2 && part.parse().is_ok_and(|day: u32| (1..=31).contains(&day));
    let ends_with_year = c.len() == 4 && c.parse().is_ok_and(is_year);
    ends_with_year && ((is_day(a) && is_month(b)) || (is_month(a) && is_day(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Option<&'static str> {
        form_of(text.as_bytes(), false)
    }

    #[test]
    fn the_forms_of_identifiers_are_known() {
        for (text, expected) in [
            ("123-45-6789", "a social security number"),
            ("jane.doe@example.org", "an e-mail address"),
            ("(555) 123-4567", "a telephone number"),
            ("555.123.4567", "a telephone number"),
            ("+1 555 123 4567", "a telephone number"),
            ("https://example.org/x", "a web address"),
            ("www.example.org", "a web address"),
            ("192.168.0.1", "an IP address"),
            ("fe80::1", "an IP address"),
            ("2019-03-04", "a full calendar date"),
            ("04/03/2019", "a full calendar date"),
            ("4.3.2019", "a full calendar date"),
            ("2019-03-04 08:15", "a full calendar date"),
            ("2019-03-04T08:15:00Z", "a full calendar date"),
            ("2019-03-04t08:15:00", "a full calendar date"),
            ("4 October 2019 08:15", "a full calendar date"),
            ("04-Mar-2019", "a full calendar date"),
            ("March 4, 2019", "a full calendar date"),
        ] {
            assert_eq!(form(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn numbers_pseudonyms_and_terms_are_none() {
        for text in [
            "5551234567",
            "20190304",
            "A00012-1",
            "12.5",
            "-168.25",
            "1e-7",
            "10*9/L",
            "ug/kg/min",
            "x10^9/L",
            "mm[Hg]",
            "Chest pain - cardiac",
            "Cardiac disorders - Other, specify",
            "2019",
            "2019-03",
            "1985-2019",
            "3/4",
            "1-2-3",
            "low blood pressure (SBP <90)",
            "10:30",
            "5.0.1",
            "P-001-02",
            "100-200-300",
            "@home",
            "may 2019",
        ] {
            assert_eq!(form(text), None, "{text}");
        }
        assert_eq!(form_of(b"2019-03-04 08:15", true), None);
    }
}
