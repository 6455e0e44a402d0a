//! The review's rows, looked up by what they say.

use super::names;
use crate::measures::results::{Level, PeriodRange, RateFrom, ReviewPart, Row, Stratum};
use crate::measures::safety::definitions::{CHART, COURSES};

/// Periods as a reader sees them: `2016–2019`.
pub(super) fn periods(range: PeriodRange) -> String {
    range.to_string().replace("..", "–")
}

/// The page's rows, looked up by what they say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers<'a> {
    pub(super) rows: &'a [Row],
}

impl<'a> Numbers<'a> {
    /// The first row of a measure of an item, of all courses.
    pub(super) fn overall(self, measure: &str, item: &str) -> Option<&'a Row> {
        self.find(measure, item, |stratum| *stratum == Stratum::Overall)
    }

    /// The first row of a measure of an item, in a part of the review.
    pub(super) fn part(self, measure: &str, item: &str, part: ReviewPart) -> Option<&'a Row> {
        self.find(measure, item, |stratum| stratum.periods_of(part).is_some())
    }

    /// The first row of a measure of an item in a stratum for which this holds.
    fn find(self, measure: &str, item: &str, is_it: impl Fn(&Stratum) -> bool) -> Option<&'a Row> {
        self.rows
            .iter()
            .find(|row| row.measure == measure && row.item == item && is_it(&row.stratum))
    }

    /// An indicator of all courses.
    pub(super) fn indicator(self, key: &str) -> Option<&'a Row> {
        self.indicator_in(key, &Stratum::Overall)
    }

    /// An indicator in a stratum.
    pub(super) fn indicator_in(self, key: &str, stratum: &Stratum) -> Option<&'a Row> {
        let (measure, item) = names::measure_and_item(key)?;
        self.find(measure, item, |own| own == stratum)
    }

    /// An indicator in a part of the review.
    pub(super) fn indicator_of(self, key: &str, part: ReviewPart) -> Option<&'a Row> {
        let (measure, item) = names::measure_and_item(key)?;
        self.part(measure, item, part)
    }

    /// Rows of an indicator's chart.
    pub(super) fn chart(self, key: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows
            .iter()
            .filter(move |row| row.measure == CHART && row.item == key)
    }

    /// The value of a level of an indicator's chart.
    pub(super) fn chart_value(self, key: &str, level: Level) -> Option<f64> {
        let is_it = |row: &&Row| row.measure == CHART && row.item == key && row.level == level;
        self.rows.iter().find(is_it)?.value
    }

    /// The probability that an indicator's CUSUM watches, and whether it was given.
    pub(super) fn watched_rate(self, key: &str) -> Option<(f64, bool)> {
        let rate = |from| self.chart_value(key, Level::WatchedRate(from));
        let given = rate(RateFrom::Given).map(|p0| (p0, true));
        given.or_else(|| rate(RateFrom::Baseline).map(|p0| (p0, false)))
    }

    /// The periods of a part of the review.
    pub(super) fn periods(self, part: ReviewPart) -> Option<PeriodRange> {
        let row = self.part(COURSES, "all", part)?;
        row.stratum.periods_of(part)
    }

    /// Periods in a sentence: `2016–2019`, but `block 3` where they are blocks of courses, whose numbers say nothing alone.
    pub(super) fn periods_in_words(self, range: PeriodRange) -> String {
        let is_block = |row: &Row| row.measure == COURSES && row.level == Level::Blocks;
        let noun = match (self.rows.iter().any(is_block), range.first == range.last) {
            (false, _) => "",
            (true, true) => "block ",
            (true, false) => "blocks ",
        };
        format!("{noun}{}", periods(range))
    }

    /// The baseline of an indicator: of one that follows the CTCAE version, within its last stretch.
    pub(super) fn baseline_of(self, key: &str) -> Option<PeriodRange> {
        let row = self.indicator_of(key, ReviewPart::Baseline)?;
        row.stratum.periods_of(ReviewPart::Baseline)
    }

    /// How many courses a stratum has.
    pub(super) fn courses(self, stratum: &Stratum) -> Option<f64> {
        self.find(COURSES, "all", |own| own == stratum)?.value
    }
}
