//! The forms of direct identifiers: what a cell as a whole looks like.

use super::glance::{Glance, glance};
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

/// The form of a direct identifier that a text as a whole has.
pub(in crate::ingest) fn form_of(text: &[u8], may_be_date: bool) -> Option<&'static str> {
    match glance(text) {
        Glance::Perhaps => Look::at(text, may_be_date).form,
        Glance::Nothing | Glance::TenDigits => None,
    }
}

/// The form of a direct identifier that a text of a raw file as a whole has: no date, no age and no postal code is one there.
pub(in crate::ingest) fn raw_form_of(text: &[u8]) -> Option<&'static str> {
    if glance(text) != Glance::Perhaps {
        return None;
    }
    let text = whole(&String::from_utf8_lossy(text));
    // A date may have the form of a telephone number.
    if dates::is_date(&text) {
        return None;
    }
    if machines::is_email(&text) {
        Some("an e-mail address")
    } else if machines::is_of_web(&text) {
        Some("a web address")
    } else if machines::is_ip(&text) {
        Some("an IP address")
    } else if numbers::is_social_security(&text) {
        Some("a social security number")
    } else if numbers::is_telephone(&text) {
        Some("a telephone number")
    } else {
        None
    }
}

/// What a look at a cell finds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// The form of an identifier.
    pub(super) form: Option<&'static str>,
    /// Ten digits, whose column says what they are.
    pub(super) ten_digits: Option<[u8; 10]>,
}

impl Look {
    /// Looks at a cell of ten digits and nothing else.
    pub(super) fn at_ten_digits(cell: &[u8]) -> Self {
        Self {
            form: None,
            ten_digits: std::str::from_utf8(cell).ok().and_then(numbers::ten_digits),
        }
    }

    /// Looks at a cell for every form.
    pub(super) fn at(cell: &[u8], may_be_date: bool) -> Self {
        let text = whole(&String::from_utf8_lossy(cell));
        let has_capitals = !cell.iter().any(u8::is_ascii_lowercase);
        let mut form = plain_form(&text, may_be_date, has_capitals);
        let (mut rest, mut said) = (text.as_str(), Label::Other);
        for _ in 0..LABELS {
            let Some((label, behind)) = behind_label(rest).filter(|_| form.is_none()) else {
                break;
            };
            rest = behind;
            if label != Label::Other {
                said = label;
            }
            form = labelled_form(said, rest, may_be_date)
                .or_else(|| plain_form(rest, may_be_date, has_capitals));
        }
        Self {
            form,
            ten_digits: numbers::ten_digits(&text),
        }
    }
}

/// Labels that may follow one another: `patient MRN`, `home phone`.
const LABELS: usize = 3;

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
