//! One line of a table: what it is called, and which statistic of which rows each column shows.

use super::at_risk::is_few;
use super::cell::{Cell, Quantity};
use super::cells::{counted, months, none_of, probability, rate, share};
use super::columns::Column;
use super::lookup::Lookup;
use crate::measures::needs;
use crate::measures::results::{Level, Row, Statistic, Status, Unit};
use crate::report::wording::{self, NE};
use std::borrow::Cow;

/// What a line shows of each column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A count.
    Count,
    /// A total.
    Sum,
    /// A share with its 95% interval.
    Share,
    /// A share without its interval.
    ShareAlone,
    /// A probability from a curve, with its 95% interval.
    Probability,
    /// A rate, its events and what they are out of, with its 95% interval.
    Rate,
    /// Mean (SD), of data with this many decimals.
    Mean(usize),
    /// Median (quartiles), of data with this many decimals.
    Quartiles(usize),
    /// The least and the greatest value, of data with this many decimals.
    Range(usize),
    /// The greatest value, of data with this many decimals.
    Greatest(usize),
    /// The units with a value.
    Known,
    /// The units in the denominator of a share.
    Denominator,
    /// The units of a curve, of the row of a probability.
    Followed,
    /// The median of a curve of days, in months: of this measure's curve.
    Months(&'static str),
    /// The events of a curve, of its median's row.
    Events,
    /// Those that are not in a curve, of the row of a probability: of the treated units of the group, or of those with this
    /// item of a proportion.
    LeftOut(Option<(&'static str, &'static str)>),
}

/// What a cell says where a measure that was collected has no such row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Absent {
    /// The list is open, and holds what occurs: there was none.
    Zero,
    /// The item needs this column, which no site of the group collected.
    NotCollected(&'static str),
    /// It does not apply.
    Dash,
}

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) label: String,
    pub(super) measure: &'static str,
    pub(super) unit: Unit,
    pub(super) item: String,
    pub(super) level: Level,
    pub(super) content: Content,
    /// Items whose units are counted together with those of `item`.
    further: Vec<String>,
    absent: Absent,
}

/// The cells of a line.
#[derive(Debug)]
pub(super) struct LineCells<'a> {
    pub(super) cells: Vec<Cell>,
    /// The rows that they show with an interval.
    pub(super) rows: Vec<&'a Row>,
    /// Whether any column collected it.
    pub(super) is_collected: bool,
    /// Whether some of the units in the head of a column are not in the denominator.
    pub(super) has_denominators: bool,
}

impl Line {
    /// A line of the measure's rows whose item and level are `all`.
    pub(super) fn new(
        label: impl Into<String>,
        measure: &'static str,
        unit: Unit,
        content: Content,
    ) -> Self {
        Self {
            label: label.into(),
            measure,
            unit,
            item: "all".to_owned(),
            level: Level::All,
            content,
            further: Vec::new(),
            absent: Absent::Dash,
        }
    }

    /// Of this item.
    pub(super) fn item(self, item: &str) -> Self {
        Self {
            item: item.to_owned(),
            ..self
        }
    }

    /// Of these items together, each unit being in one of them.
    pub(super) fn together(self, items: &[&str]) -> Self {
        let further = items.iter().skip(1).map(|&item| item.to_owned()).collect();
        let first = items.first().copied().expect("there is an item");
        Self { further, ..self }.item(first)
    }

    /// At this level.
    pub(super) fn level(self, level: Level) -> Self {
        Self { level, ..self }
    }

    /// Of an open list: what it does not hold did not occur.
    pub(super) fn of_open_list(self) -> Self {
        Self {
            absent: Absent::Zero,
            ..self
        }
    }

    /// Of an item that needs a column of its own.
    pub(super) fn of_own_column(self, column: &'static str) -> Self {
        Self {
            absent: Absent::NotCollected(column),
            ..self
        }
    }

    /// How many of the sites with a selected course collected what it needs, and how many there are.
    pub(super) fn sites(&self, results: Lookup<'_>) -> (usize, usize) {
        let own = match self.absent {
            Absent::NotCollected(column) => Some(column),
            Absent::Zero | Absent::Dash => None,
        };
        let needs = needs(self.measure, self.unit).iter().copied().chain(own);
        results.sites_with(&needs.collect::<Vec<_>>())
    }

    /// Its cells in columns whose heads count this unit; `None` where no column has the measure.
    pub(super) fn cells<'a>(
        &self,
        columns: &[Column<'a>],
        in_heads: Unit,
    ) -> Option<LineCells<'a>> {
        let states: Vec<Option<bool>> = columns
            .iter()
            .map(|column| column.lookup.is_collected(self.measure, self.unit))
            .collect();
        if states.iter().all(Option::is_none) {
            return None;
        }
        let rows: Vec<Option<Cow<'a, Row>>> = columns
            .iter()
            .map(|column| self.found(column.lookup))
            .collect();
        let is_whole = |(column, row): (&Column<'_>, &Option<Cow<'_, Row>>)| {
            row.as_ref().is_none_or(|row| {
                row.denominator.is_none() || row.denominator == column.n(self.unit)
            })
        };
        let are_in_heads = self.unit == in_heads && columns.iter().zip(&rows).all(is_whole);
        let has_denominators = self.shows_share() && !are_in_heads;
        let decimals = self.decimals(columns);
        let cells = columns.iter().zip(&states).zip(&rows);
        let cells = cells.map(|((column, state), row)| match (state, row) {
            (Some(false), _) => wording::NOT_COLLECTED.into(),
            (None, _) => "–".into(),
            (Some(true), Some(row)) => self.cell(column.lookup, row, has_denominators, decimals),
            (Some(true), None) if self.is_not_estimable(column.lookup) => NE.into(),
            (Some(true), None) => match self.absent {
                Absent::Zero => none_of(column.n(self.unit).filter(|_| self.shows_share())),
                Absent::NotCollected(_) => wording::NOT_COLLECTED.into(),
                Absent::Dash => "–".into(),
            },
        });
        let cells = cells.collect();
        let with_interval = rows.into_iter().flatten().filter_map(|row| match row {
            Cow::Borrowed(row) if self.shows_interval() && row.status == Status::Ok => Some(row),
            Cow::Borrowed(_) | Cow::Owned(_) => None,
        });
        Some(LineCells {
            cells,
            rows: with_interval.collect(),
            is_collected: states.contains(&Some(true)),
            has_denominators,
        })
    }

    /// Whether the measure is not estimable at all.
    fn is_not_estimable(&self, lookup: Lookup<'_>) -> bool {
        let mut rows = lookup.of(self.measure, self.unit);
        rows.all(|row| row.status == Status::NotEstimable)
    }

    /// The row whose statistic a column shows; for several items together, their sum.
    fn found<'a>(&self, lookup: Lookup<'a>) -> Option<Cow<'a, Row>> {
        let items = || std::iter::once(&self.item).chain(&self.further);
        let mut rows = items().filter_map(|item| self.row_of(item, lookup, self.statistic()));
        let first = rows.next()?;
        if self.further.is_empty() {
            return Some(Cow::Borrowed(first));
        }
        let mut sum = first.clone();
        for row in rows {
            sum.numerator = sum.numerator.zip(row.numerator).map(|(a, b)| a + b);
        }
        let share = sum.numerator.zip(sum.denominator);
        sum.value = share.map(|(numerator, denominator)| numerator as f64 / denominator as f64);
        Some(Cow::Owned(sum))
    }

    fn row<'a>(&self, lookup: Lookup<'a>, statistic: Statistic) -> Option<&'a Row> {
        self.row_of(&self.item, lookup, statistic)
    }

    fn row_of<'a>(&self, item: &str, lookup: Lookup<'a>, statistic: Statistic) -> Option<&'a Row> {
        let is_share = statistic == Statistic::Proportion;
        lookup.of(self.measure, self.unit).find(|row| {
            row.item == item
                && row.level == self.level
                && (row.statistic == statistic || is_share && row.statistic == Statistic::Ratio)
        })
    }

    /// The statistic without which there is no cell.
    const fn statistic(&self) -> Statistic {
        match self.content {
            Content::Count => Statistic::Count,
            Content::Sum => Statistic::Sum,
            Content::Share | Content::ShareAlone | Content::Denominator => Statistic::Proportion,
            Content::Probability | Content::Followed | Content::LeftOut(_) => {
                Statistic::Probability
            }
            Content::Greatest(_) => Statistic::Max,
            Content::Rate => Statistic::Rate,
            Content::Mean(_) => Statistic::Mean,
            Content::Quartiles(_)
            | Content::Range(_)
            | Content::Known
            | Content::Months(_)
            | Content::Events => Statistic::Median,
        }
    }

    pub(super) const fn shows_share(&self) -> bool {
        matches!(self.content, Content::Share | Content::ShareAlone)
    }

    const fn shows_interval(&self) -> bool {
        matches!(
            self.content,
            Content::Share | Content::Probability | Content::Rate | Content::Months(_)
        )
    }

    /// The decimals of all its numbers.
    fn decimals(&self, columns: &[Column<'_>]) -> usize {
        let values = |statistics: &'static [Statistic]| {
            columns.iter().flat_map(move |column| {
                let value = |&statistic| self.row(column.lookup, statistic)?.value;
                statistics.iter().filter_map(value)
            })
        };
        match self.content {
            Content::Mean(of_data) => of_data + 1,
            Content::Quartiles(0) => {
                let quartiles = values(&[Statistic::Median, Statistic::Q1, Statistic::Q3]);
                wording::decimals_of_quantiles(quartiles)
            }
            Content::Quartiles(of_data) | Content::Range(of_data) | Content::Greatest(of_data) => {
                of_data
            }
            Content::Count
            | Content::Sum
            | Content::Share
            | Content::ShareAlone
            | Content::Probability
            | Content::Rate
            | Content::Known
            | Content::Denominator
            | Content::Followed
            | Content::Months(_)
            | Content::Events
            | Content::LeftOut(_) => 0,
        }
    }

    fn cell(&self, lookup: Lookup<'_>, row: &Row, with_denominator: bool, decimals: usize) -> Cell {
        let value = |statistic| self.row(lookup, statistic).and_then(|row| row.value);
        let number = |statistic| {
            value(statistic).map_or_else(|| NE.to_owned(), |value| wording::fixed(value, decimals))
        };
        let needs_value = !matches!(
            self.content,
            Content::Months(_)
                | Content::Known
                | Content::Denominator
                | Content::Followed
                | Content::Events
                | Content::LeftOut(_)
        );
        if row.value.is_none() && needs_value {
            return NE.into();
        }
        match self.content {
            Content::Count | Content::Sum => Cell::statistic(Some(row)),
            Content::Share => share(row, with_denominator, true),
            Content::ShareAlone => share(row, with_denominator, false),
            Content::Probability => probability(row, is_few(lookup, row, row.level.as_number())),
            Content::Rate => rate(row),
            Content::Mean(_) => {
                let mean = number(Statistic::Mean);
                let sd = value(Statistic::Sd).map(|_| number(Statistic::Sd));
                let text = match &sd {
                    Some(sd) => format!("{mean} ({sd})"),
                    None => mean.clone(),
                };
                let cell = Cell::from(text).with([(Quantity::Mean, mean)]);
                match sd {
                    Some(sd) => cell.with([(Quantity::Sd, sd)]),
                    None => cell,
                }
            }
            Content::Quartiles(_) => {
                let of = [Statistic::Median, Statistic::Q1, Statistic::Q3];
                let [median, q1, q3] = of.map(number);
                Cell::from(format!("{median} ({q1}–{q3})")).with([
                    (Quantity::Median, median),
                    (Quantity::Q1, q1),
                    (Quantity::Q3, q3),
                ])
            }
            Content::Range(_) => {
                let [least, most] = [Statistic::Min, Statistic::Max].map(number);
                Cell::from(format!("{least}–{most}"))
                    .with([(Quantity::Min, least), (Quantity::Max, most)])
            }
            Content::Greatest(_) => {
                let most = number(Statistic::Max);
                Cell::from(most.clone()).with([(Quantity::Max, most)])
            }
            Content::Known | Content::Denominator | Content::Followed => counted(row.denominator),
            Content::Events => counted(row.numerator),
            Content::LeftOut(of) => {
                let all = match of {
                    None => lookup.treated(self.unit),
                    Some((measure, item)) => {
                        let (level, share) = (Level::All, Statistic::Proportion);
                        let row = lookup.row(measure, self.unit, item, level, share);
                        row.and_then(|row| row.numerator)
                    }
                };
                let left_out = all
                    .zip(row.denominator)
                    .map(|(all, in_curve)| all - in_curve);
                counted(left_out)
            }
            Content::Months(curve) => {
                let is_drawn = lookup.of(curve, self.unit).any(|row| row.value.is_some());
                if is_drawn {
                    months(row, is_few(lookup, row, row.value))
                } else {
                    NE.into()
                }
            }
        }
    }
}
