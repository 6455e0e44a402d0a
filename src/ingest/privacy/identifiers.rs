//! The forms of direct identifiers: what a cell as a whole looks like.

use super::plain::{Label, behind_label, whole};
use super::{dates, machines, numbers, postal};

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

/// Bytes of the shortest identifier.
pub(in crate::ingest) const LEAST: usize = 5;

/// Bytes of the longest one.
const MOST: usize = 320;

const DIGIT: u8 = 1;
const LETTER: u8 = 1 << 1;
const BLANK: u8 = 1 << 2;
const SLASH: u8 = 1 << 3;
const POINT: u8 = 1 << 4;
/// `@`, `:`, a backslash: signs of addresses.
const OF_ADDRESS: u8 = 1 << 5;
/// Any other sign of ASCII.
const SIGN: u8 = 1 << 6;
const NOT_ASCII: u8 = 1 << 7;

/// What each byte is.
const CLASSES: [u8; 256] = {
    let mut table = [NOT_ASCII; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b' ' => BLANK,
            b'/' => SLASH,
            b'.' => POINT,
            b'@' | b':' | b'\\' => OF_ADDRESS,
            _ => SIGN,
        };
        byte += 1;
    }
    table
};

/// Whether a cell may have the form of an identifier, by its bytes: what they are, and how many are digits. This decides
/// nearly all cells, of numbers, pseudonyms and terms.
pub(in crate::ingest) fn may_be_identifier(cell: &[u8]) -> bool {
    if cell.len() < LEAST || cell.len() > MOST {
        return false;
    }
    let (mut seen, mut digits) = (0, 0_usize);
    for &byte in cell {
        let class = CLASSES[usize::from(byte)];
        seen |= class;
        digits += usize::from(class & DIGIT);
    }
    if seen & (NOT_ASCII | OF_ADDRESS) != 0 {
        return true;
    }
    if digits == 0 {
        // An address of the web, or a path on a server.
        return seen & POINT != 0 || cell.starts_with(b"//");
    }
    if seen & LETTER == 0 {
        return may_be_number(cell, digits);
    }
    if digits < 2 {
        return seen & POINT != 0 && seen & SLASH != 0;
    }
    // A pseudonym is a word and digits: an identifier begins with a label, or with the name of a month or day.
    seen & (BLANK | SLASH | POINT) != 0
        || !cell[0].is_ascii_alphabetic()
        || starts_with_known_word(cell)
}

/// Whether a cell of digits and signs may be an identifier: it has two signs between digits, or one of a telephone or a
/// postal code. A minus and a decimal number is an hour before treatment.
fn may_be_number(cell: &[u8], digits: usize) -> bool {
    let signs = cell.len() - digits;
    match (signs, cell) {
        (0, _) => false,
        (1, _) => cell[0] == b'+' && digits >= 8 || cell.len() == 10 && cell[5] == b'-',
        (2, [b'-', rest @ ..]) => !rest.iter().any(|byte| matches!(byte, b'.' | b',')),
        _ => true,
    }
}

/// Whether a cell begins with the first letters of a label, of a month or of a day of the week.
fn starts_with_known_word(cell: &[u8]) -> bool {
    let lower = [cell[0], cell[1], cell[2]].map(|byte| byte.to_ascii_lowercase());
    matches!(
        &lower,
        b"mrn"
            | b"med"
            | b"rec"
            | b"hos"
            | b"ssn"
            | b"soc"
            | b"dob"
            | b"bir"
            | b"bor"
            | b"dat"
            | b"adm"
            | b"dis"
            | b"tel"
            | b"pho"
            | b"mob"
            | b"fax"
            | b"cel"
            | b"ema"
            | b"mai"
            | b"nhs"
            | b"npi"
            | b"url"
            | b"mac"
            | b"zip"
            | b"pos"
            | b"add"
            | b"www"
            | b"jan"
            | b"feb"
            | b"mar"
            | b"apr"
            | b"may"
            | b"jun"
            | b"jul"
            | b"aug"
            | b"sep"
            | b"oct"
            | b"nov"
            | b"dec"
            | b"fev"
            | b"avr"
            | b"jui"
            | b"aou"
            | b"mrz"
            | b"mae"
            | b"okt"
            | b"dez"
            | b"ene"
            | b"abr"
            | b"ago"
            | b"set"
            | b"dic"
            | b"mon"
            | b"tue"
            | b"wed"
            | b"thu"
            | b"fri"
            | b"sat"
            | b"sun"
            | b"lun"
            | b"mer"
            | b"jeu"
            | b"ven"
            | b"sam"
            | b"dim"
            | b"die"
            | b"mit"
            | b"don"
            | b"fre"
            | b"son"
            | b"mie"
            | b"jue"
            | b"vie"
            | b"sab"
            | b"dom"
    ) || (lower.starts_with(b"ss") || lower.starts_with(b"ip")) && !lower[2].is_ascii_alphabetic()
}

/// The form of a direct identifier that a cell has as a whole.
pub(in crate::ingest) fn form_of(cell: &[u8], may_be_date: bool) -> Option<&'static str> {
    if !may_be_identifier(cell) {
        return None;
    }
    let text = whole(&String::from_utf8_lossy(cell));
    let has_capitals = !cell.iter().any(u8::is_ascii_lowercase);
    let labelled = || {
        let (label, rest) = behind_label(&text)?;
        labelled_form(label, rest, may_be_date)
            .or_else(|| plain_form(rest, may_be_date, has_capitals))
    };
    plain_form(&text, may_be_date, has_capitals).or_else(labelled)
}

/// The form of a text in lower case without a label.
fn plain_form(text: &str, may_be_date: bool, has_capitals: bool) -> Option<&'static str> {
    let form = if machines::is_email(text) {
        "an e-mail address"
    } else if machines::is_of_web(text) {
        "a web address"
    } else if machines::is_ip(text) {
        "an IP address"
    } else if machines::is_mac(text) {
        "the address of a network card"
    } else if !may_be_date && dates::is_date(text) {
        "a full calendar date"
    } else if numbers::is_social_security(text) {
        "a social security number"
    } else if numbers::is_telephone(text) {
        "a telephone number"
    } else if postal::is_zip_with_four(text) || postal::is_uk_postcode(text, has_capitals) {
        "a postal code"
    } else {
        return None;
    };
    Some(form)
}

/// The form of a text in lower case that its label gives away.
fn labelled_form(label: Label, text: &str, may_be_date: bool) -> Option<&'static str> {
    let ten = || numbers::ten_digits(text);
    let (is_one, form) = match label {
        Label::Social => (
            numbers::is_labelled_social_security(text),
            "a social security number",
        ),
        Label::Record => (numbers::is_record_number(text), "a record number"),
        Label::Birth => (
            !may_be_date && dates::is_compact(text),
            "a full calendar date",
        ),
        Label::Telephone => (numbers::is_labelled_telephone(text), "a telephone number"),
        Label::Nhs => (ten().is_some_and(numbers::is_nhs), numbers::NHS),
        Label::Npi => (ten().is_some_and(numbers::is_npi), numbers::NPI),
        Label::Other => return None,
    };
    is_one.then_some(form)
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
            ("(555) 223-4567", "a telephone number"),
            ("555.223.4567", "a telephone number"),
            ("+1 555 223 4567", "a telephone number"),
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
            "101-001-0001",
            "000-01-0001",
            "900-12-3456",
            "1.1.1.1",
            "SIM-0001-01",
        ] {
            assert_eq!(form(text), None, "{text}");
        }
        assert_eq!(form_of(b"2019-03-04 08:15", true), None);
    }
}
