//! The chart of a patient: what an export says of one person, without the rows that ingest sets aside.

use crate::model::TableId;
use crate::simulate::columns::columns;
use crate::simulate::export::Export;
use crate::simulate::page::Page;
use crate::simulate::patient::Patient;
use crate::simulate::random::Dice;
use crate::simulate::rows::MISTYPED_WEIGHT;
use crate::simulate::sites::{CHART_DELIMITER, CHARTED_SITES, Letters, SITES, Site};
use std::io;

/// A row of one table of the model, as text.
pub(super) struct Row {
    table: TableId,
    cells: Vec<String>,
}

impl Row {
    /// The value of a column of the row's table; empty where it is absent.
    pub(super) fn get(&self, column: &str) -> &str {
        let index = columns(self.table).iter().position(|name| *name == column);
        let index = index.expect("a column of the row's table");
        self.cells.get(index).map_or("", String::as_str)
    }

    /// A whole number.
    pub(super) fn whole(&self, column: &str) -> Option<i64> {
        self.get(column).parse().ok()
    }

    /// A decimal number in units of its last decimal.
    pub(super) fn scaled(&self, column: &str, decimals: u32) -> Option<i64> {
        scaled(self.get(column), decimals)
    }
}

/// A decimal number of at most this many decimals, in units of the last.
pub(super) fn scaled(text: &str, decimals: u32) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let width = decimals as usize;
    format!("{whole}{fraction:0<width$}").parse().ok()
}

/// A course with its rows.
pub(super) struct CourseChart {
    pub(super) id: String,
    /// Minutes from 1970 to hour 0, or to the first dose of a course in which none was given.
    pub(super) hour_0: i64,
    pub(super) row: Row,
    /// In the order of [`TableId::ALL`].
    tables: [Vec<Row>; 10],
}

impl CourseChart {
    /// The course's rows of a table.
    pub(super) fn rows(&self, table: TableId) -> &[Row] {
        &self.tables[table as usize]
    }

    /// The minute of an hour of a row.
    pub(super) fn minute(&self, row: &Row, column: &str) -> Option<i64> {
        // All hours are whole tenths.
        row.scaled(column, 1).map(|tenths| self.hour_0 + tenths * 6)
    }

    /// Whether a dose was given.
    pub(super) fn is_treated(&self) -> bool {
        let mut doses = self.rows(TableId::Doses).iter();
        doses.any(|dose| dose.get("status") == "given")
    }

    /// The doses in the order of the chart, each with its minute: a dose without an hour comes eight hours after the
    /// one before.
    pub(super) fn doses(&self) -> Vec<(i64, &Row)> {
        let mut rows: Vec<&Row> = self.rows(TableId::Doses).iter().collect();
        rows.sort_by_key(|row| (row.whole("cycle"), row.whole("dose_number")));
        // A dose that was written twice is one.
        rows.dedup_by_key(|row| (row.whole("cycle"), row.whole("dose_number")));
        let mut last = self.hour_0 - 480;
        rows.into_iter()
            .map(|row| {
                last = self.minute(row, "hour").unwrap_or(last + 480);
                (last, row)
            })
            .collect()
    }
}

/// A patient with all courses.
pub(super) struct Chart {
    pub(super) site: &'static Site,
    /// How the site writes free text.
    letters: Letters,
    /// The number of the patient at the site, from 1.
    pub(super) number: u64,
    pub(super) id: String,
    /// Minutes from 1970 to hour 0 of the first course.
    pub(super) first: i64,
    pub(super) row: Row,
    pub(super) courses: Vec<CourseChart>,
}

impl Chart {
    /// The words of a text column of a row, in the letters of the site.
    pub(super) fn words(&self, row: &Row, column: &str) -> String {
        self.letters.write(row.get(column)).into_owned()
    }

    /// Whether the site has a table.
    pub(super) fn has(&self, table: TableId) -> bool {
        !self.site.lacks_tables.contains(&table)
    }

    /// The minute at which a day of the patient begins to be counted: hour 0 of the first course, that many days on.
    pub(super) fn day(&self, column: &str) -> Option<i64> {
        self.row.whole(column).map(|day| self.first + day * 1440)
    }
}

/// Takes one patient at a time and gives the chart.
pub(super) struct Recorder {
    export: Export<Page>,
    site: &'static Site,
    letters: Letters,
    pages: Vec<(TableId, Page)>,
    patients: u64,
}

impl Recorder {
    /// The recorder of the site with this index.
    pub(super) fn begin(site: usize) -> io::Result<Self> {
        let letters = SITES[site].letters;
        let site = &CHARTED_SITES[site];
        let mut pages = Vec::new();
        let mut open = |name: &str| {
            let page = Page::default();
            let stem = name
                .rsplit('/')
                .next()
                .and_then(|file| file.strip_suffix(".csv"));
            let table = TableId::ALL
                .into_iter()
                .find(|table| Some(table.name()) == stem);
            if let Some(table) = table {
                pages.push((table, page.clone()));
            }
            Ok(page)
        };
        let export = Export::begin(site, &mut open)?;
        let mut recorder = Self {
            export,
            site,
            letters,
            pages,
            patients: 0,
        };
        recorder.export.flush()?;
        // The headers.
        for (_, page) in &recorder.pages {
            page.take();
        }
        Ok(recorder)
    }

    /// The chart of the site's next patient.
    pub(super) fn record(&mut self, dice: &mut Dice, patient: Patient) -> io::Result<Chart> {
        let first = self.export.write(dice, patient)?;
        self.export.flush()?;
        self.patients += 1;
        let mut patients = Vec::new();
        let mut courses: Vec<CourseChart> = Vec::new();
        for (table, page) in &self.pages {
            for row in rows(*table, &page.take()) {
                if *table == TableId::Patients {
                    patients.push(row);
                } else if *table == TableId::Courses {
                    let day = row.whole("start_day").expect("written with each course");
                    courses.push(CourseChart {
                        id: row.get("course_id").to_owned(),
                        hour_0: first + day * 1440,
                        row,
                        tables: [const { Vec::new() }; 10],
                    });
                } else {
                    let mut known = courses.iter_mut();
                    let course = known.find(|course| course.id == row.get("course_id"));
                    let course =
                        course.expect("a row that is stored names a course of the patient");
                    course.tables[*table as usize].push(row);
                }
            }
        }
        let row = patients.swap_remove(0);
        Ok(Chart {
            site: self.site,
            letters: self.letters,
            number: self.patients,
            id: row.get("patient_id").to_owned(),
            first,
            row,
            courses,
        })
    }
}

/// The rows of a table that ingest would store.
fn rows(table: TableId, bytes: &[u8]) -> Vec<Row> {
    let text = str::from_utf8(bytes).expect("cells are text");
    let rows = text.lines().map(|line| Row {
        table,
        cells: line
            .split(char::from(CHART_DELIMITER))
            .map(str::to_owned)
            .collect(),
    });
    rows.filter(|row| {
        let is_whole = row.cells.len() == columns(table).len();
        is_whole
            && !(table == TableId::Courses && row.scaled("weight_kg", 1) == Some(MISTYPED_WEIGHT))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_read_in_units_of_its_last_place_and_an_empty_cell_is_no_zero() {
        assert_eq!(scaled("80.1", 1), Some(801));
        assert_eq!(scaled("-0.5", 1), Some(-5));
        assert_eq!(scaled("12", 2), Some(1200));
        assert_eq!(scaled("", 1), None);
    }
}
