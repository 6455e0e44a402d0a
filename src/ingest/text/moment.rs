//! A date-time's text as a moment, and a moment as the hour of a course.
//!
//! A date without a time is known to the day: what began on it began at 00:00, but at hour 0 where that is later on the same
//! day, and what ended on it ended with it.

use crate::model::TOLERANCE;
use chrono::{NaiveDate, NaiveTime};

/// Microseconds of an hour and of a day.
const HOUR: f64 = 3.6e9;
const DAY: i64 = 86_400_000_000;

/// How far an hour may lie from hour 0, before or after it.
const MOST_HOURS: f64 = 1e6;
/// What is wrong with an hour that lies further from it.
pub(in crate::ingest) const BEYOND: &str = "more than 1,000,000 hours from hour 0";

/// A local date-time, or a date alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) struct Moment {
    /// Microseconds since 1970 began; of a date alone, those of its first moment.
    pub(in crate::ingest) micros: i64,
    /// Whether it is a date without a time of day.
    pub(in crate::ingest) is_date: bool,
}

/// An ISO 8601 local date-time without zone, to the minute, the second or a fraction of one, or a date alone. A leap
/// second is the second before it.
pub(in crate::ingest) fn parse_moment(text: &[u8]) -> Option<Moment> {
    if text.len() < 10 || text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let year = parse_digits(&text[..4])?.cast_signed();
    let (month, day) = (parse_digits(&text[5..7])?, parse_digits(&text[8..10])?);
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    if text.len() == 10 {
        return Some(Moment {
            micros: date.and_time(NaiveTime::MIN).and_utc().timestamp_micros(),
            is_date: true,
        });
    }
    let is_separated = text.len() >= 16 && text[13] == b':';
    if !is_separated || !matches!(text[10], b'T' | b't' | b' ') {
        return None;
    }
    let (second, fraction) = match &text[16..] {
        [] => (0, 0),
        [b':', tens, units] => (parse_digits(&[*tens, *units])?, 0),
        [b':', tens, units, b'.', digits @ ..] => {
            (parse_digits(&[*tens, *units])?, parse_fraction(digits)?)
        }
        _ => return None,
    };
    let second = Some(second).filter(|&second| second <= 60)?.min(59);
    let (hour, minute) = (parse_digits(&text[11..13])?, parse_digits(&text[14..16])?);
    let moment = date.and_hms_opt(hour, minute, second)?.and_utc();
    Some(Moment {
        micros: moment.timestamp_micros() + fraction,
        is_date: false,
    })
}

/// The number that a few digits write.
fn parse_digits(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        let is_digit = digit.is_ascii_digit();
        is_digit.then(|| 10 * number + u32::from(digit - b'0'))
    })
}

/// The digits of a fraction of a second in microseconds, to the nearest.
fn parse_fraction(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let written = digits.iter().map(|digit| i64::from(digit - b'0'));
    let mut all = written.chain(std::iter::repeat(0));
    let micros = (&mut all)
        .take(6)
        .fold(0, |micros, digit| 10 * micros + digit);
    let is_rounded_up = all.next().is_some_and(|next| next >= 5);
    Some(micros + i64::from(is_rounded_up))
}

impl Moment {
    /// Whether a time of day is written, and it is 00:00.
    pub(in crate::ingest) fn is_midnight(self) -> bool {
        !self.is_date && self.micros.rem_euclid(DAY) == 0
    }

    /// The hour of a course whose hour 0 is `time_zero`, in microseconds.
    pub(in crate::ingest) fn hour(self, time_zero: i64) -> f64 {
        hours_between(time_zero, self.micros)
    }

    /// The same of a moment that is known to the day alone; `is_end` where something ended then.
    pub(in crate::ingest) fn hour_of_day(self, time_zero: i64, is_end: bool) -> f64 {
        let day = self.micros.div_euclid(DAY);
        if is_end {
            hours_between(time_zero, (day + 1) * DAY)
        } else if time_zero.div_euclid(DAY) == day {
            0.0
        } else {
            hours_between(time_zero, day * DAY)
        }
    }
}

/// Hours from one moment to another.
#[expect(
    clippy::cast_precision_loss,
    reason = "microseconds between two dates of a program are below 2^53"
)]
pub(in crate::ingest) fn hours_between(from: i64, to: i64) -> f64 {
    (to - from) as f64 / HOUR
}

/// Whether an hour is one that a course can have.
pub(in crate::ingest) fn is_hour_of_course(hour: f64) -> bool {
    hour.abs() <= MOST_HOURS + TOLERANCE
}

/// How many values of a column of date-times have a time of day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ingest) struct TimesOfDay {
    /// Values that are a date-time or a date.
    pub(in crate::ingest) values: u64,
    /// Of these, dates alone.
    pub(in crate::ingest) dates: u64,
    /// Of these, with a time of day that is 00:00.
    pub(in crate::ingest) midnights: u64,
}

impl TimesOfDay {
    /// Counts one value more.
    pub(in crate::ingest) fn count(&mut self, moment: Moment) {
        self.values += 1;
        self.dates += u64::from(moment.is_date);
        self.midnights += u64::from(moment.is_midnight());
    }

    /// Adds the values of another piece of the file.
    pub(in crate::ingest) fn add(&mut self, other: Self) {
        self.values += other.values;
        self.dates += other.dates;
        self.midnights += other.midnights;
    }

    /// Whether no value has a time of day other than 00:00.
    pub(in crate::ingest) fn has_days_alone(self) -> bool {
        self.values == self.dates + self.midnights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> Option<i64> {
        let moment = parse_moment(text.as_bytes())?;
        (!moment.is_date).then_some(moment.micros)
    }

    #[test]
    fn a_date_time_has_no_zone() {
        const SECOND: i64 = 1_000_000;
        let start = micros("2019-03-04 08:15").unwrap();
        assert_eq!(micros("2019-03-04T09:15:30"), Some(start + 3630 * SECOND));
        assert_eq!(micros("2019-03-04t08:15:60"), Some(start + 59 * SECOND));
        assert_eq!(micros("1970-01-01 00:00"), Some(0));
        for wrong in [
            "2019-03-04 08:15Z",
            "2019-02-30 08:15",
            "04.03.2019 08:15",
            "2019-03-04 8:15",
            "2019- 3-04 08:15",
            "+201-03-04 08:15",
            "-019-03-04 08:15",
            "2019-03-04 08: 5",
            "2019-03-04 08:15:61",
            "2019-03-04 24:00",
            "2019-03-04 08:15:",
            "2019-03-04 08:15 30",
            "2019-03-04 08:15:00.",
            "2019-03-04 08:15:00.5Z",
            "2019-03-04 08:15.5",
            "2019-03-04 08",
            "2019-02-30",
            "2019-3-04",
            "04.03.2019",
        ] {
            assert_eq!(parse_moment(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn a_second_may_have_a_fraction() {
        let start = micros("2019-03-04 08:15:07").unwrap();
        for (fraction, more) in [
            (".000", 0),
            (".5", 500_000),
            (".25", 250_000),
            (".1234567", 123_457),
            (".9999999", 1_000_000),
            (".000000000", 0),
        ] {
            let text = format!("2019-03-04 08:15:07{fraction}");
            assert_eq!(micros(&text), Some(start + more), "{text}");
        }
    }

    #[test]
    fn a_date_alone_has_no_time_of_day() {
        let date = parse_moment(b"2019-03-04").unwrap();
        assert!(date.is_date);
        assert_eq!(micros("2019-03-04 00:00"), Some(date.micros));
    }

    #[test]
    fn a_start_that_is_known_to_the_day_is_not_before_hour_0_on_its_day() {
        let zero = micros("2019-03-04 08:00").unwrap();
        let hour = |text: &str, is_end| {
            let moment = parse_moment(text.as_bytes()).unwrap();
            let hour = moment.hour_of_day(zero, is_end);
            assert!(hour.fract().abs() < TOLERANCE);
            format!("{hour:.0}")
        };
        let starts = ["2019-03-03", "2019-03-04", "2019-03-05"].map(|day| hour(day, false));
        assert_eq!(starts, ["-32", "0", "16"]);
        let ends = ["2019-03-03", "2019-03-04"].map(|day| hour(day, true));
        assert_eq!(ends, ["-8", "16"]);
        // A time of day is taken as it is written.
        let midnight = parse_moment(b"2019-03-04 00:00").unwrap();
        assert!((midnight.hour(zero) + 8.0).abs() < TOLERANCE);
    }
}
