//! The treated courses in the order in which they were begun, each in its period.

use super::periods::{Grain, Periods};
use super::population::Population;
use crate::facts::SafetyFacts;
use crate::measures::cohort::Cohort;
use crate::model::known;

/// Treated courses in their order.
#[derive(Debug)]
pub(super) struct Ordered {
    /// Indices in the cohort of those that have a period.
    pub(super) courses: Vec<usize>,
    /// The period of each.
    pub(super) period_of: Vec<usize>,
    /// Indices in the cohort of the treated courses whose start is known, sorted.
    pub(super) dated: Vec<usize>,
    /// Treated courses that have no period.
    pub(super) without_period: usize,
    pub(super) periods: Periods,
    /// Whether the order of courses is known: every treated course has a month, or one site exports its sequence.
    pub(super) is_order_known: bool,
}

/// Dates are used where they are known of at least so large a share of courses.
const ENOUGH: f64 = 0.9;
/// The least number of courses in a block.
const LEAST_BLOCK: usize = 10;
/// No more blocks than these, where courses are many.
const MOST_BLOCKS: usize = 24;

impl Ordered {
    /// The courses of a population.
    pub(super) fn of(population: &Population<'_>, facts: &SafetyFacts) -> Self {
        let cohort = population.cohort;
        let years = cohort.courses.integers("start_year");
        let mut treated: Vec<usize> = population.courses().collect();
        let all = treated.len();
        let year = |course: usize| known(years[course]);
        let month = |course: usize| facts.course(course).start_month;
        let quarter = |course: usize| Some(Periods::quarter(year(course)?, month(course)?));
        let n_with = |is_known: &dyn Fn(usize) -> bool| {
            treated.iter().filter(|&&course| is_known(course)).count()
        };
        let with_year = n_with(&|course| year(course).is_some());
        let with_quarter = n_with(&|course| quarter(course).is_some());
        let is_enough = |n: usize| n > 0 && n as f64 >= ENOUGH * all as f64;
        let sequence = |course: usize| {
            // A course without one comes last.
            let sequence = facts.course(course).sequence.unwrap_or(i64::MAX);
            (sequence, population.site_id(course), course)
        };
        if !is_enough(with_year) {
            let is_dated = |course: &usize| year(*course).is_some();
            let dated = treated.iter().copied().filter(is_dated).collect();
            treated.sort_by_key(|&course| sequence(course));
            let is_known = has_one_sequence(population, facts, &treated);
            return Self::in_blocks(treated, dated, is_known);
        }
        let is_by_quarter = is_enough(with_quarter);
        let number = |course: usize| {
            if is_by_quarter {
                quarter(course)
            } else {
                year(course)
            }
        };
        // A course without a month may lie anywhere among the others.
        let is_order_known = with_quarter == all || has_one_sequence(population, facts, &treated);
        treated.retain(|&course| number(course).is_some());
        let dated = treated.clone();
        if is_order_known {
            treated.sort_by_key(|&course| {
                let of_month = month(course).filter(|_| is_by_quarter);
                let (sequence, site, _) = sequence(course);
                (number(course), of_month, site, sequence, course)
            });
        } else {
            // Nothing may depend on an order within a period: it is that of the cohort.
            treated.sort_by_key(|&course| (number(course), population.site_id(course), course));
        }
        let numbers: Vec<i64> = treated
            .iter()
            .filter_map(|&course| number(course))
            .collect();
        let ends = numbers.first().copied().zip(numbers.last().copied());
        let (first, last) = ends.expect("at least one course has a year or a quarter");
        let index = |number: i64| usize::try_from(number - first).expect("numbers are sorted");
        Self {
            period_of: numbers.iter().map(|&number| index(number)).collect(),
            periods: Periods {
                grain: if is_by_quarter {
                    Grain::Quarter
                } else {
                    Grain::Year
                },
                first,
                n: index(last) + 1,
            },
            without_period: all - treated.len(),
            dated,
            courses: treated,
            is_order_known,
        }
    }

    fn in_blocks(courses: Vec<usize>, dated: Vec<usize>, is_order_known: bool) -> Self {
        let size = courses.len().div_ceil(MOST_BLOCKS).max(LEAST_BLOCK);
        Self {
            period_of: (0..courses.len()).map(|index| index / size).collect(),
            periods: Periods {
                grain: Grain::Block(size),
                first: 1,
                n: courses.len().div_ceil(size),
            },
            dated,
            without_period: 0,
            courses,
            is_order_known,
        }
    }

    /// Takes the courses of each period in the order of the cohort, as where their order is not known.
    pub(super) fn forget_order(&mut self, population: &Population<'_>) {
        let mut courses: Vec<(usize, usize)> = self
            .period_of
            .iter()
            .copied()
            .zip(self.courses.iter().copied())
            .collect();
        courses.sort_by_key(|&(period, course)| (period, population.site_id(course), course));
        self.courses = courses.into_iter().map(|(_, course)| course).collect();
        self.is_order_known = false;
    }

    /// The indices of the courses of these periods, which lie together.
    pub(super) fn indices(&self, periods: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let at = |period: usize| self.period_of.partition_point(|&of| of < period);
        at(periods.start)..at(periods.end)
    }

    /// The year of the last start, and its month where that of each course of the year is known; `None` where no course has a
    /// year.
    pub(super) fn last_start(
        &self,
        cohort: &Cohort,
        facts: &SafetyFacts,
    ) -> Option<(i64, Option<i64>)> {
        let years = cohort.courses.integers("start_year");
        let of_year = |year: i64| {
            let of_year = self
                .dated
                .iter()
                .filter(move |&&course| years[course] == year);
            of_year.map(|&course| facts.course(course).start_month)
        };
        let year = self.dated.iter().map(|&course| years[course]).max()?;
        let is_known = of_year(year).all(|month| month.is_some());
        Some((year, of_year(year).max().flatten().filter(|_| is_known)))
    }

    /// Courses a year; `None` where no course has a date.
    pub(super) fn courses_a_year(&self) -> Option<f64> {
        let years = self.periods.n as f64 / self.periods.per_year()?;
        (years > 0.0).then(|| self.courses.len() as f64 / years)
    }
}

/// Whether all courses are of one site that exports the sequence of each.
fn has_one_sequence(population: &Population<'_>, facts: &SafetyFacts, courses: &[usize]) -> bool {
    let sites = &population.cohort.site_of_course;
    courses.first().is_some_and(|&first| {
        let site = sites[first];
        facts.exports_sequence(&population.cohort.sites[site])
            && courses.iter().all(|&course| sites[course] == site)
    })
}

#[cfg(test)]
impl Ordered {
    /// So many courses in each of these years, in a known order.
    pub(super) fn by_year(first: i64, courses_of_year: &[usize]) -> Self {
        let years = courses_of_year.iter().enumerate();
        let period_of: Vec<usize> = years
            .flat_map(|(year, &n)| std::iter::repeat_n(year, n))
            .collect();
        Self {
            courses: (0..period_of.len()).collect(),
            dated: Vec::new(),
            without_period: 0,
            period_of,
            periods: Periods {
                grain: Grain::Year,
                first,
                n: courses_of_year.len(),
            },
            is_order_known: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courses_without_dates_are_blocks_of_ten_and_the_last_may_be_short() {
        let ordered = Ordered::in_blocks((0..23).collect(), Vec::new(), true);
        assert_eq!(ordered.periods.n, 3);
        assert_eq!(ordered.indices(&(2..3)), 20..23);
        assert_eq!(ordered.courses_a_year(), None);
        assert_eq!(
            Ordered::in_blocks((0..480).collect(), Vec::new(), true)
                .periods
                .n,
            24
        );
        assert_eq!(
            Ordered::in_blocks(Vec::new(), Vec::new(), true).periods.n,
            0
        );
    }
}
