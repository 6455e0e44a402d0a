//! How a cell is read: absent spellings, numbers, booleans, date-times.

use std::collections::BTreeMap;

/// "Every comparison of hours, days, rates, ratios and concentrations allows 10⁻⁹."
pub(super) const ALLOWED: f64 = 1e-9;

/// Whether a ≤ b, as the data model compares.
pub(super) fn at_most(a: f64, b: f64) -> bool {
    a <= b + ALLOWED
}

/// Whether a < b, as the data model compares.
pub(super) fn less(a: f64, b: f64) -> bool {
    !at_most(b, a)
}

/// Whether a value lies in from … to, ends included.
pub(super) fn lies_in(value: f64, from: f64, to: f64) -> bool {
    at_most(from, value) && at_most(value, to)
}

/// Lower-cased, without blanks, `-` and `_`: how headers, enumerated values and terminology are compared.
pub(super) fn plain(text: &str) -> String {
    let is_kept = |c: &char| !c.is_whitespace() && !['-', '_'].contains(c);
    text.to_lowercase().chars().filter(is_kept).collect()
}

/// The trimmed cell; nothing where it is a spelling of absence.
pub(super) fn present<'a>(column: &str, cell: &'a str) -> Option<&'a str> {
    const ABSENT: [&str; 20] = [
        "", "na", "n/a", "nan", "null", "none", ".", "-", "<na>", "nat", "#n/a", "#null!", "\\n",
        "n.a.", "(null)", "nil", "#ref!", "#name?", "#value!", "#div/0!",
    ];
    let text = cell.trim();
    let lower = text.to_lowercase();
    let is_value = (column == "action" && lower == "none") || (column == "analyte" && text == "Na");
    (is_value || !ABSENT.contains(&lower.as_str())).then_some(text)
}

/// A number, with a sign and an exponent if need be; no words for what is no number.
pub(super) fn decimal(text: &str) -> Option<f64> {
    let is_numeric = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    let number: f64 = text
        .chars()
        .all(is_numeric)
        .then(|| text.parse().ok())
        .flatten()?;
    number.is_finite().then_some(number)
}

/// A whole number, which may be written `3.0`, within 10⁻⁹.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a whole number far below 2^53"
)]
pub(super) fn integer(text: &str) -> Option<i64> {
    let number = decimal(text)?;
    let whole = number.round();
    (at_most((number - whole).abs(), 0.0) && number.abs() < 1e15).then_some(whole as i64)
}

/// `true false t f yes no y n 1 0`.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match plain(text).as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// Seconds of a day.
pub(super) const DAY: f64 = 86_400.0;

/// An ISO 8601 local date-time, or a date alone, in seconds on a line of its own zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) seconds: f64,
    pub(super) has_time: bool,
}

impl Moment {
    pub(super) fn is_at_midnight(self) -> bool {
        self.seconds.rem_euclid(DAY) == 0.0
    }
}

pub(super) fn moment(text: &str) -> Option<Moment> {
    let (date, time) = text
        .split_once(['T', ' '])
        .map_or((text, None), |(date, time)| (date, Some(time)));
    let numbers = |text: &str, mark: char| -> Option<Vec<i64>> {
        text.split(mark).map(|part| part.parse().ok()).collect()
    };
    let [year, month, day] = numbers(date, '-')?[..] else {
        return None;
    };
    let day = (1..=length_of_month(year, month)?)
        .contains(&day)
        .then_some(day)?;
    let months = (1..month).filter_map(|month| length_of_month(year, month));
    let days = days_before(year) + months.sum::<i64>() + day - 1;
    let of_day = time.map_or(Some(0.0), |time| {
        let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let (hour, minute, second) = match numbers(whole, ':')?[..] {
            [hour, minute] => (hour, minute, 0),
            [hour, minute, second] => (hour, minute, second),
            _ => return None,
        };
        let is_time =
            (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
        let fraction: f64 = format!("0.{fraction}").parse().ok()?;
        is_time.then_some(((hour * 60 + minute) * 60 + second) as f64 + fraction)
    });
    Some(Moment {
        seconds: days as f64 * DAY + of_day?,
        has_time: time.is_some(),
    })
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length_of_month(year: i64, month: i64) -> Option<i64> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(28 + i64::from(is_leap(year))),
        _ => None,
    }
}

/// Days of all years before this one.
fn days_before(year: i64) -> i64 {
    let last = year - 1;
    365 * year + last / 4 - last / 100 + last / 400
}

/// A row that was read: the value of each column that has one, in the spelling of the data model.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line(BTreeMap<String, String>);

impl Line {
    pub(super) fn set(&mut self, column: &str, value: impl Into<String>) {
        self.0.insert(column.to_owned(), value.into());
    }

    pub(super) fn clear(&mut self, column: &str) {
        self.0.remove(column);
    }

    pub(super) fn text(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }

    pub(super) fn integer(&self, column: &str) -> Option<i64> {
        self.text(column).map(|text| text.parse().unwrap())
    }

    pub(super) fn decimal(&self, column: &str) -> Option<f64> {
        self.text(column).map(|text| text.parse().unwrap())
    }

    /// The status of a dose: "a given dose of 0 was not given: it counts as `other`".
    pub(super) fn counted_status(&self) -> String {
        let is_0 = self
            .decimal("iu_per_kg")
            .is_some_and(|size| at_most(size, 0.0));
        match self.text("status").unwrap() {
            "given" if is_0 => "other".to_owned(),
            status => status.to_owned(),
        }
    }
}
