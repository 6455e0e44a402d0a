//! Dates and date-times of raw text: with a zone, and in the order that `--dates` names.

use super::declared::DateOrder;
use crate::ingest::text::moment::{Moment, parse_moment};
use chrono::NaiveDate;

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// A date or date-time of text; with a zone it becomes UTC.
pub(super) fn raw_moment(text: &[u8], order: DateOrder) -> Option<Moment> {
    if let Some(moment) = parse_moment(text) {
        return Some(moment);
    }
    if let Some((local, minutes)) = without_zone(text) {
        let moment = parse_moment(local).filter(|moment| !moment.is_date)?;
        return Some(Moment {
            micros: moment.micros - minutes * MINUTE,
            is_date: false,
        });
    }
    match order {
        DateOrder::Iso => None,
        DateOrder::MonthFirst => ordered(text, true),
        DateOrder::DayFirst => ordered(text, false),
    }
}

/// A date-time without its zone, and the minutes that the zone is ahead of UTC.
fn without_zone(text: &[u8]) -> Option<(&[u8], i64)> {
    if let [local @ .., b'Z' | b'z'] = text {
        return Some((local, 0));
    }
    let (local, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = zone else {
        return None;
    };
    let (hours, minutes) = (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let ahead = i64::from(hours * 60 + minutes);
    Some((local, if *sign == b'-' { -ahead } else { ahead }))
}

/// `3/4/2019 8:15:30 PM`, the month or the day first.
fn ordered(text: &[u8], is_month_first: bool) -> Option<Moment> {
    let text = std::str::from_utf8(text).ok()?;
    let (date, time) = match text.split_once(' ') {
        Some((date, time)) => (date, Some(time.trim_start())),
        None => (text, None),
    };
    let mark = date.chars().find(|sign| matches!(sign, '/' | '-' | '.'))?;
    let mut parts = date.split(mark);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_short = |part: &str| (1..=2).contains(&part.len());
    if parts.next().is_some() || !is_short(first) || !is_short(second) || year.len() != 4 {
        return None;
    }
    let (first, second) = (digits(first.as_bytes())?, digits(second.as_bytes())?);
    let (month, day) = if is_month_first {
        (first, second)
    } else {
        (second, first)
    };
    let date = NaiveDate::from_ymd_opt(digits(year.as_bytes())?.cast_signed(), month, day)?;
    let seconds = time.map_or(Some(0), seconds_of_day)?;
    let midnight = date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros();
    Some(Moment {
        micros: midnight + i64::from(seconds) * 1_000_000,
        is_date: time.is_none(),
    })
}

/// The seconds of a day at `8:15`, `08:15:30` or `8:15 PM`.
fn seconds_of_day(time: &str) -> Option<u32> {
    let upper = time.to_ascii_uppercase();
    let (clock, half) = if let Some(clock) = upper.strip_suffix("AM") {
        (clock.trim_end(), Some(0))
    } else if let Some(clock) = upper.strip_suffix("PM") {
        (clock.trim_end(), Some(12))
    } else {
        (upper.as_str(), None)
    };
    let mut parts = clock.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next());
    let is_two = |part: &str| part.len() == 2;
    if parts.next().is_some()
        || !(1..=2).contains(&hour.len())
        || !is_two(minute)
        || !second.is_none_or(is_two)
    {
        return None;
    }
    let (hour, minute) = (digits(hour.as_bytes())?, digits(minute.as_bytes())?);
    let second = second.map_or(Some(0), |second| digits(second.as_bytes()))?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    (hour <= 23 && minute <= 59 && second <= 59).then_some(hour * 3600 + minute * 60 + second)
}

/// The number that a few digits write.
fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0_u32, |number, digit| {
        let is_digit = digit.is_ascii_digit();
        is_digit.then(|| 10 * number + u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;

    fn micros(text: &str, order: DateOrder) -> Option<i64> {
        let moment = raw_moment(text.as_bytes(), order)?;
        (!moment.is_date).then_some(moment.micros)
    }

    #[test]
    fn a_zone_becomes_utc() {
        let utc = micros("2019-03-04 08:15:00", DateOrder::Iso);
        for text in [
            "2019-03-04T08:15:00Z",
            "2019-03-04 09:15+01:00",
            "2019-03-04T00:45:00-07:30",
            "2019-03-03T23:15:00.000-09:00",
        ] {
            assert_eq!(micros(text, DateOrder::Iso), utc, "{text}");
        }
        for text in [
            "2019-03-04Z",
            "2019-03-04 08:15+25:00",
            "2019-03-04 08:15+0100",
        ] {
            assert_eq!(micros(text, DateOrder::Iso), None, "{text}");
        }
    }

    #[test]
    fn the_order_of_a_date_is_that_which_was_named() {
        let wanted = micros("2019-03-04 20:15:30", DateOrder::Iso);
        for (text, order) in [
            ("3/4/2019 8:15:30 PM", DateOrder::MonthFirst),
            ("03-04-2019 20:15:30", DateOrder::MonthFirst),
            ("4.3.2019 20:15:30", DateOrder::DayFirst),
            ("04/03/2019 08:15:30pm", DateOrder::DayFirst),
        ] {
            assert_eq!(micros(text, order), wanted, "{text}");
            assert_eq!(micros(text, DateOrder::Iso), None, "{text}");
        }
        let noon = micros("2019-03-04 12:05", DateOrder::Iso);
        assert_eq!(micros("3/4/2019 12:05 PM", DateOrder::MonthFirst), noon);
        let midnight = micros("2019-03-04 00:05", DateOrder::Iso);
        assert_eq!(micros("3/4/2019 12:05 AM", DateOrder::MonthFirst), midnight);
        for text in [
            "13/4/2019 8:15",
            "3/4/19 8:15",
            "3/4/2019 8",
            "3/4/2019 13:15 PM",
            "3/4/2019 0:15 AM",
            "3/4-2019 8:15",
            "3/4/2019 24:00",
        ] {
            assert_eq!(micros(text, DateOrder::MonthFirst), None, "{text}");
        }
        let day = raw_moment(b"3/4/2019", DateOrder::MonthFirst).unwrap();
        assert!(day.is_date);
    }
}
