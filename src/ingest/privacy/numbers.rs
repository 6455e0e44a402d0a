//! Numbers that belong to one person or household: of social security, of records, of telephones, and of providers.

/// The runs of digits of a text that has nothing else but these signs; `None` for any other.
fn groups<'a>(text: &'a str, signs: &[char]) -> Option<Vec<&'a str>> {
    let is_allowed = |c: char| c.is_ascii_digit() || signs.contains(&c);
    let groups = text.split(|c: char| !c.is_ascii_digit());
    text.chars()
        .all(is_allowed)
        .then(|| groups.filter(|group| !group.is_empty()).collect())
}

/// Whether a text is a social security number: 3-2-4 digits, none of those that are never given out.
pub(super) fn is_social_security(text: &str) -> bool {
    match groups(text, &['-', ' ', '.']).as_deref() {
        Some([area, group, serial]) => {
            [area.len(), group.len(), serial.len()] == [3, 2, 4]
                && text.starts_with(area)
                && is_given_out(area, group, serial)
        }
        _ => false,
    }
}

/// Whether a text that is labelled so is a social security number, with or without separators.
pub(super) fn is_labelled_social_security(text: &str) -> bool {
    let is_digits = text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_social_security(text) || is_digits && is_given_out(&text[..3], &text[3..5], &text[5..])
}

fn is_given_out(area: &str, group: &str, serial: &str) -> bool {
    !matches!(area, "000" | "666") && !area.starts_with('9') && group != "00" && serial != "0000"
}

/// Whether a text behind the label of a record number is one: letters, digits and separators, three digits or more.
pub(super) fn is_record_number(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
    text.chars().all(is_allowed) && text.chars().filter(char::is_ascii_digit).count() >= 3
}

/// Whether a text is a telephone number: of 3-3-4 digits with separators, with a country, or with an extension.
pub(super) fn is_telephone(text: &str) -> bool {
    let (number, has_extension) = match without_extension(text) {
        Some(number) => (number, true),
        None => (text, false),
    };
    let Some(groups) = groups(number, &['-', ' ', '.', '(', ')', '+', '/']) else {
        return false;
    };
    if number.rfind('+').is_some_and(|place| place > 0) {
        return false;
    }
    let digits: usize = groups.iter().map(|group| group.len()).sum();
    if number.starts_with('+') {
        let begins = !groups.first().is_none_or(|group| group.starts_with('0'));
        // A number with a sign is shorter.
        return begins && (10 - usize::from(groups.len() > 1) * 2..=15).contains(&digits);
    }
    match groups.as_slice() {
        [number] => {
            has_extension && number.len() == 10 && are_north_american(&number[..3], &number[3..6])
        }
        [exchange, line] if [exchange.len(), line.len()] == [3, 4] => {
            has_extension && starts_high(exchange)
        }
        [area, line] if [area.len(), line.len()] == [3, 7] => {
            number.contains(')') && are_north_american(area, &line[..3])
        }
        [area, exchange, line] if [area.len(), exchange.len(), line.len()] == [3, 3, 4] => {
            are_north_american(area, exchange) || is_national(number, digits)
        }
        ["1" | "01" | "001", area, exchange, line]
            if [area.len(), exchange.len(), line.len()] == [3, 3, 4] =>
        {
            are_north_american(area, exchange)
        }
        [first, rest @ ..] => is_abroad(first, rest, digits) || is_national(number, digits),
        [] => false,
    }
}

/// Whether a text that is labelled so is a telephone number: seven to fifteen digits.
pub(super) fn is_labelled_telephone(text: &str) -> bool {
    let number = without_extension(text).unwrap_or(text);
    let digits = number.chars().filter(char::is_ascii_digit).count();
    groups(number, &['-', ' ', '.', '(', ')', '+', '/']).is_some() && (7..=15).contains(&digits)
}

/// What is before the extension of a telephone number, which has up to six digits.
fn without_extension(text: &str) -> Option<&str> {
    let number = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if !(1..=6).contains(&(text.len() - number.len())) {
        return None;
    }
    let number = number.trim_end_matches(['.', ' ', ':']);
    let words = ["extension", "extn", "ext", "x", "#"];
    let number = words.iter().find_map(|word| number.strip_suffix(word))?;
    let number = number.trim_end_matches([' ', ',', ';']);
    (!number.is_empty()).then_some(number)
}

/// Whether an area and an exchange are of North America: neither begins with 0 or 1.
fn are_north_american(area: &str, exchange: &str) -> bool {
    starts_high(area) && starts_high(exchange)
}

fn starts_high(group: &str) -> bool {
    group.starts_with(|c: char| ('2'..='9').contains(&c))
}

/// Whether a number has a slash behind an area that begins with 0, as within Germany: `030/686 1238`.
fn is_national(number: &str, digits: usize) -> bool {
    let Some((area, line)) = number.split_once('/') else {
        return false;
    };
    let area = area.trim_matches(['(', ')', ' ']);
    area.starts_with('0')
        && !area.starts_with("00")
        && (3..=6).contains(&area.len())
        && area.bytes().all(|byte| byte.is_ascii_digit())
        && !line.contains('/')
        && (8..=13).contains(&digits)
}

/// Whether groups of digits begin with `00` and a country, and go on as numbers in it do. Groups that are all as long are
/// numbers of subjects.
fn is_abroad(first: &str, rest: &[&str], digits: usize) -> bool {
    let Some(country) = first.strip_prefix("00") else {
        return false;
    };
    let (country, rest) = if country.is_empty() {
        match rest.split_first() {
            Some((country, rest)) => (*country, rest),
            None => return false,
        }
    } else {
        (country, rest)
    };
    let is_uniform = rest.iter().all(|group| group.len() == first.len());
    // Areas begin with another digit than 0.
    let goes_on = match rest {
        ["0", area, ..] | [area, ..] => !area.starts_with('0'),
        [] => false,
    };
    is_country(country) && goes_on && !is_uniform && (10..=17).contains(&digits) && rest.len() >= 2
}

/// Whether digits are the code of a country but those of North America (Recommendation ITU-T E.164).
fn is_country(code: &str) -> bool {
    match code.as_bytes() {
        [b'7'] => true,
        [a, b] => matches!(
            (a, b),
            (b'2', b'0' | b'7')
                | (b'3', b'0'..=b'4' | b'6' | b'9')
                | (b'4', b'0' | b'1' | b'3'..=b'9')
                | (b'5', b'1'..=b'8')
                | (b'6', b'0'..=b'6')
                | (b'8', b'1' | b'2' | b'4' | b'6')
                | (b'9', b'0'..=b'5' | b'8')
        ),
        [a, b, _] => matches!(
            (a, b),
            (b'2', b'1'..=b'6' | b'8' | b'9')
                | (b'3', b'5' | b'7' | b'8')
                | (b'4', b'2')
                | (b'5', b'0' | b'9')
                | (b'6', b'7'..=b'9')
                | (b'8', b'0' | b'5' | b'7' | b'8')
                | (b'9', b'6' | b'7' | b'9')
        ),
        _ => false,
    }
}

/// What a number with the check digit of the National Health Service is called.
pub(super) const NHS: &str = "an NHS number";
/// What a number with the check digit of providers of the United States is called.
pub(super) const NPI: &str = "a National Provider Identifier";

/// The digits of a text that has ten, in one group or in groups of 3-3-4, and nothing else.
pub(super) fn ten_digits(text: &str) -> Option<[u8; 10]> {
    let groups = groups(text, &[' ', '-', '.'])?;
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    // One separator between two groups, and none elsewhere.
    if !matches!(
        (lengths.as_slice(), text.len()),
        ([10], 10) | ([3, 3, 4], 12)
    ) {
        return None;
    }
    let digits = groups
        .concat()
        .bytes()
        .map(|byte| byte - b'0')
        .collect::<Vec<u8>>();
    digits.try_into().ok()
}

/// Whether the last digit is that of an NHS number: weights 10 to 2, modulo 11.
pub(super) fn is_nhs(digits: [u8; 10]) -> bool {
    let weighted = digits.iter().zip((2..=10).rev());
    let sum: u32 = weighted
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .sum();
    let check = (11 - sum % 11) % 11;
    check == u32::from(digits[9])
}

/// Whether the last digit is that of a National Provider Identifier: Luhn's, with 80840 before the number, which begins
/// with 1 or 2.
pub(super) fn is_npi(digits: [u8; 10]) -> bool {
    // What 80840 adds to the sum.
    const PREFIX: u32 = 24;
    let value = |(place, digit): (usize, &u8)| {
        let digit = u32::from(*digit);
        // Every second digit from the check digit on is doubled.
        match (place % 2, digit * 2) {
            (1, _) => digit,
            (_, doubled) => doubled / 10 + doubled % 10,
        }
    };
    let sum: u32 = digits.iter().enumerate().map(value).sum();
    matches!(digits[0], 1 | 2) && (sum + PREFIX).is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_never_given_out_are_none() {
        for text in ["123-45-6789", "123 45 6789", "123.45.6789"] {
            assert!(is_social_security(text), "{text}");
        }
        for text in [
            "000-01-0001",
            "666-12-3456",
            "900-12-3456",
            "123-00-4567",
            "123-45-0000",
            "123456789",
            "1234-5-6789",
        ] {
            assert!(!is_social_security(text), "{text}");
        }
        assert!(is_labelled_social_security("123456789"));
        assert!(!is_labelled_social_security("900456789"));
    }

    #[test]
    fn telephones_are_known_by_area_country_or_extension() {
        for text in [
            "829) 275-5591",
            "270.475.7740",
            "829)2755591",
            "1-829-275-5591",
            "001 829 275 5591",
            "+44 20 7946 0958",
            "+447911123456",
            "+49 (0)30 6861238",
            "0044 20 7946 0958",
            "00 33 1 42 68 53 00",
            "0044-20-7946-0958",
            "00353 1 677 1234",
            "030/686 1238",
            "829-275-5591 x204",
            "829 275 5591 ext. 7",
            "8292755591x12",
            "275-5591 extension 12",
        ] {
            assert!(is_telephone(text), "{text}");
        }
        for text in [
            "101-001-0001",
            "001-002-0003",
            "201-101-0001",
            "100-200-300",
            "0001-0002-0003",
            "0012-0001-0034",
            "001-101-0001-01",
            "002-101-0001-01",
            "0044-1001-0034",
            "8292755591",
            "275-5591",
            "829-2755591",
            "+600000",
            "+18000000",
            "600000x14",
            "1.5/2.5",
            "",
        ] {
            assert!(!is_telephone(text), "{text}");
        }
    }

    #[test]
    fn check_digits_are_those_of_the_two_services() {
        let digits = |text| ten_digits(text).unwrap();
        assert!(is_nhs(digits("943 476 5919")));
        assert!(!is_nhs(digits("943 476 5918")));
        assert!(is_npi(digits("1234567893")));
        assert!(!is_npi(digits("1234567890")));
        assert!(!is_npi(digits("3234567893")));
        for text in ["123456789", "1001-155510", "8292755591-", "12345678.93"] {
            assert_eq!(ten_digits(text), None, "{text}");
        }
    }
}
