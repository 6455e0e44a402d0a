//! Results rows, found by what they say.

use crate::measures::own::own_column_of;
use crate::measures::results::{Level, Row, Statistic, Status, Stratum, Unit};
use crate::measures::{comparison, flow};
use crate::report::about::{AboutSite, collecting};
use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

/// The measures that were looked up, so that what shows their numbers can say where they come from.
pub(in crate::report) type Measures = Mutex<BTreeSet<&'static str>>;

/// The measures that were noted.
pub(in crate::report) fn noted(measures: Measures) -> BTreeSet<&'static str> {
    measures.into_inner().expect(UNPOISONED)
}

/// Why a lock can always be had.
const UNPOISONED: &str = "nothing panics while it holds the lock";

/// Results rows by measure, unit and stratum.
#[derive(Debug)]
pub(in crate::report) struct Index<'a> {
    rows: HashMap<(&'static str, &'static str, &'a Stratum), Vec<&'a Row>>,
    /// The strata beside everybody: those of one grouping together, groupings as typed.
    strata: Vec<&'a Stratum>,
    /// Whether the groupings are the default ones.
    is_by_default: bool,
    /// The strata of comparisons, in their order.
    comparisons: Vec<&'a Stratum>,
    /// The sites, and what each collected.
    sites: &'a [AboutSite],
    /// How many sites collected what was looked up: many rows need the same.
    collecting: Mutex<HashMap<Vec<String>, (usize, usize)>>,
}

impl<'a> Index<'a> {
    /// Rows of results and of curves, by groupings, each as typed, columns with commas between them (none: the default
    /// ones), and the sites that they are of.
    pub(in crate::report) fn new(
        rows: impl IntoIterator<Item = &'a Row>,
        by: &[String],
        sites: &'a [AboutSite],
    ) -> Self {
        let mut index = Self {
            rows: HashMap::new(),
            strata: Vec::new(),
            is_by_default: by.is_empty(),
            comparisons: Vec::new(),
            sites,
            collecting: Mutex::default(),
        };
        for row in rows {
            let key = (row.measure, row.unit.name(), &row.stratum);
            index.rows.entry(key).or_default().push(row);
            // Every stratum has this row.
            let is_of_flow = (row.measure, row.unit, row.item.as_str())
                == (flow::FLOW, Unit::Course, "selected");
            if is_of_flow && row.stratum != Stratum::Overall {
                index.strata.push(&row.stratum);
            }
            let is_new = index.comparisons.last() != Some(&&row.stratum);
            if row.measure == comparison::RISK_DIFFERENCE && is_new {
                index.comparisons.push(&row.stratum);
            }
        }
        // Strata of several groupings lie mixed, in the order of their texts.
        index.strata.sort_by_cached_key(|stratum| {
            let levels = stratum.levels().iter();
            let columns: Vec<&str> = levels.map(|level| level.column.as_str()).collect();
            let columns = columns.join(",");
            by.iter()
                .position(|grouping| grouping.replace(' ', "") == columns)
        });
        // Rows of one comparison lie apart, by unit.
        let mut seen = BTreeSet::new();
        index
            .comparisons
            .retain(|stratum| seen.insert(stratum.to_string()));
        index
    }
}

/// The rows of one stratum.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Lookup<'a> {
    index: &'a Index<'a>,
    stratum: &'a Stratum,
    noted: Option<&'a Measures>,
    assumes_clinical: bool,
}

impl<'a> Lookup<'a> {
    /// The rows of everybody.
    pub(in crate::report) const fn new(index: &'a Index<'a>) -> Self {
        Self {
            index,
            stratum: &Stratum::Overall,
            noted: None,
            assumes_clinical: false,
        }
    }

    /// The same rows, of values that were graded with what only a clinician sees taken as present, or as absent.
    pub(in crate::report) const fn assuming_clinical(self, assumes_clinical: bool) -> Self {
        Self {
            assumes_clinical,
            ..self
        }
    }

    /// Whether what only a clinician sees was taken as present where values were graded; else grades are a lower bound.
    pub(in crate::report) const fn assumes_clinical(self) -> bool {
        self.assumes_clinical
    }

    /// The same rows, and a note of each measure that is looked up.
    pub(in crate::report) const fn noting(self, measures: &'a Measures) -> Self {
        Self {
            noted: Some(measures),
            ..self
        }
    }

    /// The same rows, and no note: what is looked up decides how a part is laid out, and is no number of it.
    pub(in crate::report) const fn unnoted(self) -> Self {
        Self {
            noted: None,
            ..self
        }
    }

    /// The rows of another stratum.
    pub(in crate::report) const fn of_stratum(self, stratum: &'a Stratum) -> Self {
        Self { stratum, ..self }
    }

    /// The stratum.
    pub(in crate::report) const fn stratum(self) -> &'a Stratum {
        self.stratum
    }

    /// Whether the groupings are the default ones: by regimen, and by diagnosis within one.
    pub(in crate::report) const fn is_by_default(self) -> bool {
        self.index.is_by_default
    }

    /// The strata beside everybody: those of one grouping together, groupings as typed.
    pub(in crate::report) fn strata(self) -> &'a [&'a Stratum] {
        &self.index.strata
    }

    /// The measures of own columns, in the order of their names.
    pub(in crate::report) fn of_own_columns(self) -> BTreeSet<&'static str> {
        let measures = self.index.rows.keys().map(|(measure, ..)| *measure);
        measures
            .filter(|measure| own_column_of(measure).is_some())
            .collect()
    }

    /// The rows of each comparison of two strata, in their order.
    pub(in crate::report) fn comparisons(self) -> impl Iterator<Item = Self> {
        let strata = self.index.comparisons.iter();
        strata.map(move |stratum| self.of_stratum(stratum))
    }

    /// The rows of a measure for a unit, in their order.
    pub(in crate::report) fn of(
        self,
        measure: &'static str,
        unit: Unit,
    ) -> impl Iterator<Item = &'a Row> {
        if let Some(noted) = self.noted {
            noted.lock().expect(UNPOISONED).insert(measure);
        }
        let rows = self.index.rows.get(&(measure, unit.name(), self.stratum));
        rows.into_iter().flatten().copied()
    }

    /// The row of an item, level and statistic.
    pub(in crate::report) fn row(
        self,
        measure: &'static str,
        unit: Unit,
        item: &str,
        level: Level,
        statistic: Statistic,
    ) -> Option<&'a Row> {
        self.of(measure, unit)
            .find(|row| row.item == item && row.level == level && row.statistic == statistic)
    }

    /// A row whose item and level are `all`.
    pub(in crate::report) fn only(
        self,
        measure: &'static str,
        unit: Unit,
        statistic: Statistic,
    ) -> Option<&'a Row> {
        self.row(measure, unit, "all", Level::All, statistic)
    }

    /// How many units were treated; `None` where there is no row that says so.
    pub(in crate::report) fn treated(self, unit: Unit) -> Option<i64> {
        let row = match unit {
            Unit::Patient | Unit::Course => {
                let (level, count) = (Level::All, Statistic::Count);
                self.row(flow::FLOW, unit, "treated", level, count)
            }
            Unit::Cycle | Unit::Dose => self.only(flow::TOTAL, unit, Statistic::Count),
        };
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        row.and_then(|row| row.value).map(|value| value as i64)
    }

    /// How many of the sites with a selected course collected all of these tables and columns, and how many there are.
    pub(in crate::report) fn sites_with(self, needs: &[&str]) -> (usize, usize) {
        let key: Vec<String> = needs.iter().map(|&need| need.to_owned()).collect();
        let mut known = self.index.collecting.lock().expect(UNPOISONED);
        *known
            .entry(key)
            .or_insert_with(|| collecting(self.index.sites, needs))
    }

    /// Whether the measure was collected for the unit; `None` where it has no row.
    pub(in crate::report) fn is_collected(self, measure: &'static str, unit: Unit) -> Option<bool> {
        self.of(measure, unit)
            .next()
            .map(|row| row.status != Status::NotCollected)
    }
}
