//! Charts course by course of a safety review, from the words of its documentation: the order of courses, each sum of a
//! Bernoulli CUSUM, the courses between events and since the last.

use super::course::Course;
use super::safety::Review;
use super::safety_rows::Value;
use super::safety_versions::is_graded;
use il2_outcomes::measures::results::{Level, NoCusum, RateFrom, Row, Statistic};
use il2_outcomes::measures::safety;

/// How near to a border a sum is on it.
const ON: f64 = 1e-9;

/// A course in its order: the index of its period, and whether it had the event, where that is known.
type InOrder = (usize, Option<bool>);

/// How many charts were held to the documentation.
#[derive(Default)]
pub(super) struct Held {
    pub(super) cusums: usize,
    pub(super) gaps: usize,
}

impl<'a> Review<'a> {
    /// The courses that have a period, in the order of month, site and sequence; `None` where it is not known: it is "where
    /// every treated course has a `start_month`, or all are of one site that exports the `sequence` of each".
    fn in_order(&self) -> Option<Vec<(&'a Course, usize)>> {
        let (mut courses, names) = self.periods();
        let has = |course: &Course, column| course.line.integer(column).is_some();
        let is_dated = |course: &Course| has(course, "start_year") && has(course, "start_month");
        let first = courses.first()?.0.site;
        let is_one_site = self.treated().all(|course| course.site == first);
        let mut of_site = self.data.courses.iter().filter(|own| own.site == first);
        let is_in_sequence = of_site.all(|own| has(own, "sequence"));
        let is_known = self.treated().all(is_dated) || is_one_site && is_in_sequence;
        if !is_known {
            return None;
        }
        let has_quarters = names.first().is_some_and(|name| name.contains('Q'));
        let sequences = self.sequences();
        courses.sort_by_key(|&(course, period)| {
            let month = course.line.integer("start_month");
            let mut own = sequences.iter();
            let own = own.find(|(.., own)| std::ptr::eq(*own, course)).unwrap();
            let site = self.data.sites[course.site].name.clone();
            (period, month.filter(|_| has_quarters), site, own.0, own.2)
        });
        Some(courses)
    }

    /// What each course in its order has of an indicator; of a graded one nothing where it is of another version than its
    /// period.
    fn outcomes(&self, measure: &str, item: &str) -> Option<Vec<InOrder>> {
        let own = self.courses_of_own_version();
        let is_own = |course: &Course| own.iter().any(|(own, _)| std::ptr::eq(*own, course));
        let outcome = |(course, period): (&Course, usize)| {
            let is_counted = !is_graded(measure) || is_own(course);
            let value = is_counted
                .then(|| self.value(measure, item, course))
                .flatten();
            let had = value.map(|value| matches!(value, Value::Event(true)));
            (period, had)
        };
        Some(self.in_order()?.into_iter().map(outcome).collect())
    }
}

/// Demands that the charts course by course of a review are as the documentation says.
#[track_caller]
pub(super) fn assert_in_order(made: &safety::Review, again: &Review<'_>, what: &str) -> Held {
    let mut held = Held::default();
    for key in &made.watched {
        let what = format!("{what}, {key}");
        let (measure, item) = key.split_once(':').unwrap_or((key, "all"));
        let measure = format!("safety.{measure}");
        let rows = |of: &str| -> Vec<&Row> {
            let all = made.rows.iter().chain(&made.series);
            all.filter(|row| row.measure == of && row.item == *key)
                .collect()
        };
        let chart = rows("safety.chart");
        let value = |level| chart.iter().find(|row| row.level == level)?.value;
        let Some(outcomes) = again.outcomes(&measure, item) else {
            for of in ["safety.cusum", "safety.gap", "safety.since_last"] {
                assert!(rows(of).is_empty(), "{what}: {of} without an order");
            }
            continue;
        };
        let from = if is_graded(&measure) {
            again.last_stretch()
        } else {
            0
        };
        let counted = again.charted(&measure, item);
        let (x, n) = counted.baseline();
        let p0 = x as f64 / n as f64;
        if value(Level::CusumKind).is_some() {
            assert_eq!(
                value(Level::WatchedRate(RateFrom::Baseline)),
                Some(p0),
                "{what}"
            );
            let h = value(Level::Threshold).unwrap();
            let watched = outcomes.iter().enumerate();
            let watched: Vec<(usize, bool)> = watched
                .filter(|(_, (period, _))| *period >= counted.first_watched())
                .filter_map(|(index, (_, had))| Some((index + 1, (*had)?)))
                .collect();
            assert_sums(&rows("safety.cusum"), &watched, (p0, h), &what);
            held.cusums += 1;
        }
        let no_cusum = chart.iter().find_map(|row| {
            if let Level::NoCusum(why) = row.level {
                Some(why)
            } else {
                None
            }
        });
        let is_frequent = matches!(
            no_cusum,
            Some(NoCusum::EveryCourse | NoCusum::AboveFourFifths)
        ) || n > 0 && p0 >= 0.1;
        let has_cusum = value(Level::CusumKind).is_some() || no_cusum.is_some();
        let has_gaps = has_cusum && !is_frequent;
        assert_eq!(has_gaps, !rows("safety.since_last").is_empty(), "{what}");
        if has_gaps {
            let known = outcomes.iter().filter(|(period, _)| *period >= from);
            let known: Vec<bool> = known.filter_map(|(_, had)| *had).collect();
            let p0 = (x > 0).then_some(p0);
            assert_gaps(
                (&rows("safety.gap"), &rows("safety.since_last")),
                &known,
                p0,
                &what,
            );
            held.gaps += 1;
        }
    }
    held
}

/// The sum "after n courses with x events: max(0, S + x·ln R − n·ln(1 − p₀ + R·p₀)), R = 2, from 0 with the first course after
/// the baseline; a signal where S is at the threshold h, after which S starts from 0"; rows are "where the line bends", so that
/// each sum without a row lies on the line between its neighbors' or is 0.
#[track_caller]
fn assert_sums(rows: &[&Row], watched: &[(usize, bool)], (p0, h): (f64, f64), what: &str) {
    let mut rows = rows.iter().peekable();
    let mut sum = 0.0;
    // The last row's position among the watched courses and its sum, from which the line goes on.
    let mut last: Option<(usize, f64)> = None;
    let mut passed: Vec<(usize, f64)> = Vec::new();
    for (index, &(position, had)) in watched.iter().enumerate() {
        let up = if had { 2.0_f64.ln() } else { 0.0 };
        sum = (sum + up - (1.0 - p0 + 2.0 * p0).ln()).max(0.0);
        let is_signal = sum >= h - ON;
        let stratum = |row: &Row| row.stratum.to_string();
        let of_course = format!("course={position};");
        let shown = rows.next_if(|row| stratum(row).starts_with(&of_course));
        let Some(row) = shown else {
            assert!(!had && !is_signal, "{what}: no row of course {position}");
            passed.push((index, sum));
            continue;
        };
        assert!(
            (row.value.unwrap() - sum).abs() < ON,
            "{what}, course {position}: {row:?} {sum}"
        );
        assert_eq!(
            (row.numerator, row.denominator),
            (Some(i64::from(had)), Some(1))
        );
        assert_eq!(
            row.level == Level::Signal,
            is_signal,
            "{what}, course {position}"
        );
        for (at, own) in passed.drain(..) {
            let (from, start) = last.unwrap_or_else(|| panic!("{what}: no row of the first"));
            let share = (at - from) as f64 / (index - from) as f64;
            let line = start + share * (sum - start);
            assert!(
                (own - line).abs() < ON,
                "{what}: a bend at {at}: {own} {line}"
            );
        }
        if is_signal {
            sum = 0.0;
        }
        last = Some((index, sum));
    }
    assert!(
        passed.is_empty() && rows.next().is_none(),
        "{what}: rows of other courses"
    );
}

/// The least number of courses without the event that a share of gaps does not exceed.
fn quantile(share: f64, p: f64) -> f64 {
    let mut gap = 0;
    while 1.0 - (1.0 - p).powi(gap + 1) < share - 1e-15 {
        gap += 1;
    }
    f64::from(gap)
}

/// "Courses without the event between one event and the next", with "exact geometric limits at .00135 on either side"; and
/// "courses since the last event, and the probability of at least this number without an event at the baseline's rate".
#[track_caller]
fn assert_gaps((gaps, since): (&[&Row], &[&Row]), known: &[bool], p0: Option<f64>, what: &str) {
    let events = known.iter().enumerate().filter(|(_, had)| **had);
    let events: Vec<usize> = events.map(|(index, _)| index).collect();
    let shown: Vec<(String, f64)> = gaps
        .iter()
        .map(|row| (row.stratum.to_string(), row.value.unwrap()))
        .collect();
    let pairs = events.windows(2).zip(2..);
    let counted: Vec<(String, f64)> = pairs
        .map(|(pair, event)| (format!("event={event}"), (pair[1] - pair[0] - 1) as f64))
        .collect();
    assert_eq!(shown, counted, "{what}");
    let limits = p0.map(|p0| [0.001_35, 1.0 - 0.001_35].map(|share| quantile(share, p0)));
    for row in gaps {
        let own = row
            .lower
            .zip(row.upper)
            .map(|(lower, upper)| [lower, upper]);
        assert_eq!(own, limits, "{what}");
    }
    let left = match events.last() {
        Some(last) => known.len() - last - 1,
        None => known.len(),
    };
    let level = if events.is_empty() {
        Level::NoneYet
    } else {
        Level::SinceLast
    };
    assert_eq!(
        (since[0].level, since[0].statistic, since[0].value),
        (level, Statistic::Count, Some(left as f64)),
        "{what}"
    );
    assert_eq!(since.len(), if p0.is_some() { 2 } else { 1 }, "{what}");
    if let Some(p0) = p0 {
        let none: f64 = (0..left).map(|_| 1.0 - p0).product();
        assert_eq!(since[1].level, Level::SoLongOrLonger);
        assert!((since[1].value.unwrap() - none).abs() < 1e-10, "{what}");
    }
}
