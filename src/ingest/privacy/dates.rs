//! Full calendar dates, in figures and with names of months in English, French, German and Spanish.

/// Names of months without accents, and abbreviations that are no start of one.
const MONTHS: [&str; 49] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "januar",
    "jaenner",
    "janner",
    "februar",
    "feber",
    "marz",
    "maerz",
    "mrz",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// Names of days of the week without accents.
const DAYS: [&str; 28] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
];

/// Words around a day, a month and a year: endings of ordinals, articles.
const AROUND: [&str; 19] = [
    "st", "nd", "rd", "th", "er", "e", "o", "a", "of", "de", "del", "the", "le", "el", "den",
    "der", "on", "d", "am",
];

/// Words of a time of day.
const OF_TIME: [&str; 29] = [
    "t", "at", "um", "a", "las", "am", "pm", "m", "p", "z", "utc", "gmt", "est", "edt", "cst",
    "cdt", "mst", "mdt", "pst", "pdt", "cet", "cest", "bst", "h", "hr", "hrs", "uhr", "min", "s",
];

/// A run of digits or of letters, with the signs before it.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    before: &'a str,
    /// Whether there are any, blanks too.
    is_apart: bool,
    text: &'a str,
    is_number: bool,
}

/// Runs that a date with a time, or two dates, may have.
const RUNS: usize = 24;

/// Whether a text in lower case is a day, month and year in any common order: alone, with a day of the week, with a time,
/// or with another date behind it.
pub(super) fn is_date(text: &str) -> bool {
    let plain = without_accents(text);
    let Some(tokens) = tokens(&plain) else {
        return false;
    };
    starts_with_date(&tokens)
}

/// Eight digits that are year, month and day.
pub(super) fn is_compact(text: &str) -> bool {
    text.len() == 8
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && is_year(&text[..4])
        && number(&text[4..6]).is_some_and(|month| (1..=12).contains(&month))
        && number(&text[6..]).is_some_and(|day| (1..=31).contains(&day))
}

/// Letters without accents, as far as names of months and days have them.
fn without_accents(text: &str) -> String {
    let plain = |c: char| match c {
        'é' | 'è' | 'ê' => 'e',
        'á' | 'à' | 'ä' => 'a',
        'û' | 'ü' => 'u',
        c => c,
    };
    text.chars().map(plain).collect()
}

/// The runs of a text; `None` where there are more than a date has, or something is behind the last.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.find(char::is_alphanumeric)?;
        let (before, behind) = rest.split_at(start);
        let is_number = behind.starts_with(|c: char| c.is_ascii_digit());
        let goes_on = |c: char| c.is_alphanumeric() && c.is_ascii_digit() == is_number;
        let end = behind.find(|c| !goes_on(c)).unwrap_or(behind.len());
        let (text, next) = behind.split_at(end);
        if tokens.len() == RUNS || before.len() > 3 {
            return None;
        }
        tokens.push(Token {
            before: before.trim(),
            is_apart: !before.is_empty(),
            text,
            is_number,
        });
        rest = next;
    }
    Some(tokens)
}

/// Whether runs are a date, and nothing else but what belongs to one.
fn starts_with_date(tokens: &[Token<'_>]) -> bool {
    let without_day: Vec<Token<'_>> = match tokens {
        // `FR01-02-03` is a number of a subject.
        [first, second, ..]
            if !first.is_number && second.is_apart && is_day_of_week(first.text) =>
        {
            let mut rest = tokens[1..].to_vec();
            if matches!(rest[0].before, "," | "." | ".,") {
                rest[0].before = "";
            }
            rest
        }
        _ => Vec::new(),
    };
    [tokens, &without_day].iter().any(|tokens| {
        behind_figures(tokens)
            .or_else(|| behind_names(tokens))
            .is_some_and(belongs_to_date)
    })
}

/// What is behind a date in figures.
fn behind_figures<'a, 'b>(tokens: &'b [Token<'a>]) -> Option<&'b [Token<'a>]> {
    let [first, rest @ ..] = tokens else {
        return None;
    };
    if is_compact(first.text) && rest.first().is_some_and(|token| token.text == "t") {
        return Some(rest);
    }
    let [second, third, rest @ ..] = rest else {
        return None;
    };
    let parts = [first, second, third];
    let is_one_kind =
        second.before == third.before && matches!(second.before, "-" | "/" | "." | "");
    if !first.before.is_empty() || !is_one_kind || !parts.iter().all(|part| part.is_number) {
        return None;
    }
    let [a, b, c] = parts.map(|part| part.text);
    let is_figures = match [a.len(), b.len(), c.len()] {
        [4, 1..=2, 1..=2] => is_year(a) && are_day_and_month(b, c),
        [1..=2, 1..=2, 4] => is_year(c) && are_day_and_month(a, b),
        [2, 1..=2, 2] => are_day_and_month(a, b) || are_day_and_month(b, c),
        [1, 1..=2, 2] => are_day_and_month(a, b),
        _ => false,
    };
    is_figures.then_some(rest)
}

/// What is behind a date with the name of a month.
fn behind_names<'a, 'b>(tokens: &'b [Token<'a>]) -> Option<&'b [Token<'a>]> {
    let mut parts: Vec<&str> = Vec::new();
    let mut month = None;
    for (index, token) in tokens.iter().enumerate() {
        if token.is_number {
            parts.push(token.text);
        } else if month.is_none() && is_month(token.text) {
            month = Some(parts.len());
            parts.push(token.text);
        } else if !AROUND.contains(&token.text) {
            return None;
        }
        if let ([a, b, c], Some(month)) = (parts.as_slice(), month) {
            let is_written = match month {
                0 => is_day(b) && is_short_or_full_year(c),
                1 => is_day(a) && is_short_or_full_year(c) || is_short_or_full_year(a) && is_day(c),
                _ => false,
            };
            return is_written.then_some(&tokens[index + 1..]);
        }
        if parts.len() == 3 {
            return None;
        }
    }
    None
}

/// Whether runs behind a date are none, a day of the week, a time, or another date.
fn belongs_to_date(tokens: &[Token<'_>]) -> bool {
    let Some((first, rest)) = tokens.split_first() else {
        return true;
    };
    if !first.is_number && is_day_of_week(first.text) && belongs_to_date(rest) {
        return true;
    }
    let is_between = matches!(first.text, "to" | "bis" | "au" | "al" | "until" | "and");
    let is_range = match first.before {
        "-" | "/" | "," | ";" => {
            let mut second = tokens.to_vec();
            second[0].before = "";
            starts_with_date(&second)
        }
        _ => is_between && starts_with_date(rest),
    };
    if is_range {
        return true;
    }
    // `0815`
    if let ([], "", 4 | 6) = (rest, first.before, first.text.len())
        && first.is_number
    {
        let below = |from: usize, end| number(&first.text[from..from + 2]).is_some_and(|n| n < end);
        return below(0, 24) && below(2, 60) && (first.text.len() == 4 || below(4, 60));
    }
    let says_time = |token: &Token<'_>| {
        token.before == ":" || matches!(token.text, "t" | "am" | "pm" | "h" | "uhr" | "hrs" | "z")
    };
    let is_of_time = |token: &Token<'_>| {
        (token.is_number || OF_TIME.contains(&token.text))
            && matches!(token.before, "" | ":" | "." | "," | "+" | "-" | "(")
    };
    tokens.iter().any(says_time) && tokens.iter().all(is_of_time)
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && number(text).is_some_and(|year| (1800..=2200).contains(&year))
}

fn is_short_or_full_year(text: &str) -> bool {
    text.len() == 2 || is_year(text)
}

fn is_day(text: &str) -> bool {
    text.len() <= 2 && number(text).is_some_and(|day| (1..=31).contains(&day))
}

fn are_day_and_month(a: &str, b: &str) -> bool {
    let is_month = |text| number(text).is_some_and(|month| month <= 12);
    is_day(a) && is_day(b) && (is_month(a) || is_month(b))
}

/// Whether a word is the name of a month, or a start of one of three letters or more.
fn is_month(text: &str) -> bool {
    text.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(text))
}

/// Whether a word is the name of a day of the week, or a start of one of two letters or more.
fn is_day_of_week(text: &str) -> bool {
    text.len() >= 2 && DAYS.iter().any(|day| day.starts_with(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_known_in_figures_and_in_words() {
        for text in [
            "2019-03-04",
            "2019/3/4",
            "04.03.2019",
            "4. 3. 2019",
            "19 05 2020",
            "8/25/44",
            "44-08-25",
            "8-8-86",
            "2019-03-04t08:15:00z",
            "2019-03-04 08:15:00.123456+01:00",
            "02/17/1999 8:15 pm",
            "20190304t081500",
            "1962-7-24 (tue",
            "08-aug-86",
            "21apr1962",
            "monday, 4 march 2019",
            "tue 4th of march 2019",
            "di., 30.11.2021",
            "march 4th, 2019 at 8:15 am",
            "2017-apr-07",
            "4. märz 2019",
            "1er décembre 2018",
            "mardi 4 août 2020",
            "3 de enero de 2019",
            "dienstag, den 4. mai 2021 um 8 uhr",
            "mar 4 mars 2019",
            "sept 4 2019",
            "2019-03-04 - 2019-03-09",
            "2019-03-04/2019-03-09",
            "03/04/2019 0815",
            "4 march 2019 to 9 march 2019",
        ] {
            assert!(is_date(text), "{text}");
        }
    }

    #[test]
    fn numbers_versions_and_months_are_no_dates() {
        for text in [
            "2019",
            "2019-03",
            "20190304",
            "may 2019",
            "march 4",
            "1985-2019",
            "1-2-3",
            "5.0.1",
            "4.03",
            "13-13-2019",
            "2019-13-32",
            "32/1/2019",
            "2019-03-04 dose",
            "2019-03-04 5",
            "2019-03-04 2575",
            "101-001-0001",
            "12 mayor 2019",
            "fr01-02-03",
            "4 doses 2019",
            "10:30:15",
            "",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
