//! How far a long piece of work is, as the line that a terminal shows: what is done, how much of it, the rate and the time
//! left. Apart from the terminal, so that its text can be tested.

use crate::notation::thousands;
use std::time::Duration;

/// No rate is known before this.
const FIRST: Duration = Duration::from_secs(1);

/// A piece of work with a known end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// What is done, for example `simulating`.
    pub(super) what: &'static str,
    /// What it is counted in, for example `courses`.
    pub(super) units: &'static str,
    /// How many there are.
    pub(super) total: u64,
    /// How many make one that is shown: 1, or [`MEGABYTE`] of bytes.
    pub(super) scale: u64,
}

/// The bytes of a megabyte.
pub(super) const MEGABYTE: u64 = 1_000_000;

impl Pace {
    /// The line for a number done and the time that it took.
    pub(super) fn line(self, done: u64, elapsed: Duration) -> String {
        let Self {
            what,
            units,
            total,
            scale,
        } = self;
        // Work that has to be done again is at its end.
        let done = done.min(total);
        let mut line = format!(
            "{what}: {} of {} {units}",
            thousands(done / scale),
            thousands(total.div_ceil(scale))
        );
        if done == 0 || elapsed < FIRST {
            return line;
        }
        let (n, milliseconds) = (u128::from(done), elapsed.as_millis());
        let per_second = milliseconds * u128::from(scale);
        let tenths = (n * 10_000 + per_second / 2) / per_second;
        let rate = if tenths < 100 {
            format!("{}.{}", tenths / 10, tenths % 10)
        } else {
            thousands(whole((tenths + 5) / 10))
        };
        line = format!("{line} · {rate} {units}/s");
        if done < total {
            let left = (u128::from(total - done) * milliseconds).div_ceil(n * 1000);
            line = format!("{line} · {} left", duration(whole(left)));
        }
        line
    }
}

/// A number that is shown; beyond all that a program counts the greatest is as good.
fn whole(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Seconds in the two greatest units that they have: `45 s`, `2 min 05 s`, `1 h 01 min`.
fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_what_is_done_with_the_rate_and_the_time_left() {
        let pace = Pace {
            what: "simulating",
            units: "courses",
            total: 5000,
            scale: 1,
        };
        let after = |done, seconds| pace.line(done, Duration::from_secs(seconds));
        assert_eq!(
            after(1200, 2),
            "simulating: 1,200 of 5,000 courses · 600 courses/s · 7 s left"
        );
        assert_eq!(
            after(10, 20),
            "simulating: 10 of 5,000 courses · 0.5 courses/s · 2 h 46 min left"
        );
        assert_eq!(
            after(2000, 50),
            "simulating: 2,000 of 5,000 courses · 40 courses/s · 1 min 15 s left"
        );
    }

    #[test]
    fn bytes_are_shown_as_megabytes() {
        let pace = Pace {
            what: "reading exports",
            units: "MB",
            total: 2_400_000_001,
            scale: MEGABYTE,
        };
        let line = pace.line(600_900_000, Duration::from_secs(4));
        assert_eq!(
            line,
            "reading exports: 600 of 2,401 MB · 150 MB/s · 12 s left"
        );
    }

    #[test]
    fn no_rate_is_shown_before_a_second_and_no_time_left_at_the_end() {
        let pace = Pace {
            what: "writing Parquet and facts",
            units: "courses",
            total: 300,
            scale: 1,
        };
        let begun = "writing Parquet and facts: 0 of 300 courses";
        assert_eq!(pace.line(0, Duration::from_secs(9)), begun);
        let early = "writing Parquet and facts: 100 of 300 courses";
        assert_eq!(pace.line(100, Duration::from_millis(900)), early);
        let done = "writing Parquet and facts: 300 of 300 courses · 150 courses/s";
        assert_eq!(pace.line(300, Duration::from_secs(2)), done);
    }
}
