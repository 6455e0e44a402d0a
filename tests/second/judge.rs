//! What becomes of a row: stored with its values in the spelling of the data model, or quarantined.

use super::analytes::Analyte;
use super::read::{Export, Sheet};
use super::schema::{Kind, TABLES, Table, date_time_column};
use super::terms::TERMINOLOGY;
use super::values::{DAY, Line, Moment, at_most, lies_in, moment, present};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a site's export brought.
#[derive(Debug, Default)]
pub(super) struct Stored {
    pub(super) lines: BTreeMap<&'static str, Vec<Line>>,
    /// Tables, and columns as `table.column`, that the export contains.
    pub(super) collected: BTreeSet<String>,
}

/// Where a column stands in a file.
struct Places {
    column: &'static str,
    kind: Kind,
    own: Option<usize>,
    date_time: Option<usize>,
    /// "Every value of an `X_at` column in which all of a file are at 00:00 has no time of day."
    days_alone: bool,
}

/// Said of a date-time that has no time of day, beside it.
fn day_column(date_time: &str) -> String {
    format!("{date_time} day")
}

/// Judges every row of an export.
pub(super) fn judged(export: &Export) -> Stored {
    let mut stored = Stored::default();
    let mut courses = BTreeSet::new();
    let mut anchors = HashMap::new();
    for table in &TABLES {
        let Some(sheet) = export.tables.get(table.name) else {
            continue;
        };
        stored.collected.insert(table.name.to_owned());
        let mut places = table.places(sheet);
        let collected = places
            .iter()
            .filter(|place| place.own.is_some() || place.date_time.is_some());
        stored
            .collected
            .extend(collected.map(|place| format!("{}.{}", table.name, place.column)));
        let rows = sheet.rows.iter();
        // A number of fields other than the header's breaks the structure.
        let whole: Vec<_> = rows.filter(|row| row.len() == sheet.header.len()).collect();
        for place in &mut places {
            let cells = whole.iter().filter_map(|row| row.get(place.date_time?));
            let mut moments = cells.filter_map(|cell| moment(present(place.column, cell)?));
            place.days_alone = table.name != "doses" && moments.all(Moment::is_at_midnight);
        }
        let lines = whole.iter().filter_map(|row| Table::line(&places, row));
        let mut lines: Vec<Line> = lines.collect();
        if table.name == "doses" {
            // A dose that is quarantined is no dose of the course.
            lines.retain(|line| table.has_required(line) && line.text("at day").is_none());
            table.keep_one_of_each_key(&mut lines);
            anchors = earliest_given(&lines);
        }
        for line in &mut lines {
            table.hours_from_date_times(line, &anchors);
        }
        lines.retain(|line| table.has_required(line) && table.is_in_domain(line));
        table.keep_one_of_each_key(&mut lines);
        let course = |line: &Line| line.text("course_id").map(str::to_owned);
        match table.name {
            "courses" => courses = lines.iter().filter_map(course).collect(),
            "patients" => {}
            _ => lines.retain(|line| courses.contains(&course(line).unwrap())),
        }
        stored.lines.insert(table.name, lines);
    }
    stored
}

/// Hour 0 of each course: the earliest date-time of its given doses.
fn earliest_given(doses: &[Line]) -> HashMap<String, f64> {
    let mut earliest = HashMap::new();
    let given = doses.iter().filter(|dose| dose.counted_status() == "given");
    for dose in given {
        let (Some(course), Some(at)) = (dose.text("course_id"), dose.decimal("at")) else {
            continue;
        };
        let first = earliest.entry(course.to_owned()).or_insert(at);
        *first = f64::min(at, *first);
    }
    earliest
}

impl Table {
    /// Where each column stands, and the column of date-times that may stand for it.
    fn places(&self, sheet: &Sheet) -> Vec<Places> {
        let places = |&(column, kind): &(&'static str, Kind)| Places {
            column,
            kind,
            own: sheet.place(column),
            date_time: matches!(kind, Kind::Hour)
                .then(|| sheet.place(&date_time_column(column)))
                .flatten(),
            days_alone: false,
        };
        self.columns.iter().map(places).collect()
    }

    /// A row's values; nothing where one has another type or lies outside its domain.
    fn line(places: &[Places], row: &[String]) -> Option<Line> {
        let mut line = Line::default();
        for place in places {
            let cell = |at: Option<usize>| present(place.column, &row[at?]);
            if let Some(text) = cell(place.own) {
                line.set(place.column, place.kind.spelled(text)?);
            }
            if let Some(text) = cell(place.date_time) {
                let (column, at) = (date_time_column(place.column), moment(text)?);
                line.set(&column, at.seconds.to_string());
                if place.days_alone || !at.has_time {
                    line.set(&day_column(&column), "yes");
                }
            }
        }
        Some(line)
    }

    /// "Hour 0 is then the earliest date-time of the course's given doses. Where both columns have a value, the hour
    /// counts."
    fn hours_from_date_times(&self, line: &mut Line, anchors: &HashMap<String, f64>) {
        let anchor = line
            .text("course_id")
            .and_then(|course| anchors.get(course))
            .copied();
        for &(column, kind) in self.columns {
            if !matches!(kind, Kind::Hour) {
                continue;
            }
            let at_column = date_time_column(column);
            if let (None, Some(at), Some(anchor)) =
                (line.text(column), line.decimal(&at_column), anchor)
            {
                // "A start or single time is 00:00, but hour 0 where that is later on the same day; an end is 24:00."
                let is_end = self.interval.is_some_and(|(_, end)| end == column);
                let hour0_is_later = at < anchor && anchor < at + DAY;
                let at = match line.text(&day_column(&at_column)) {
                    Some(_) if is_end => at + DAY,
                    Some(_) if hour0_is_later => anchor,
                    Some(_) | None => at,
                };
                line.set(column, ((at - anchor) / 3600.0).to_string());
            }
            line.clear(&at_column);
            line.clear(&day_column(&at_column));
        }
    }

    fn has_required(&self, line: &Line) -> bool {
        let mut required = self.columns[..self.required].iter();
        required.all(|(column, _)| line.text(column).is_some())
    }

    /// What is decided by two columns together: an end is not before its start, the unit is one of the analyte's.
    fn is_in_domain(&self, line: &Line) -> bool {
        let hours = self
            .interval
            .and_then(|(start, stop)| Some((line.decimal(start)?, line.decimal(stop)?)));
        let unit_is_known = line.text("analyte").is_none_or(|name| {
            let analyte = TERMINOLOGY.analyte(name);
            let unit = |analyte: &Analyte| analyte.unit_of(name, line.text("unit"));
            analyte.is_none_or(|analyte| unit(analyte).is_some())
        });
        let mut all_hours = self.columns.iter().filter_map(|(column, kind)| {
            let of_hours = matches!(kind, Kind::Hour);
            of_hours.then(|| line.decimal(column)).flatten()
        });
        hours.is_none_or(|(start, stop)| at_most(start, stop))
            && unit_is_known
            && all_hours.all(|hour| lies_in(hour, -1e6, 1e6))
    }

    /// "Rows that read alike: all but the first in the file are quarantined; rows that differ: all of them."
    fn keep_one_of_each_key(&self, lines: &mut Vec<Line>) {
        if self.key == 0 {
            return;
        }
        let key = |line: &Line| -> Vec<String> {
            let columns = self.columns[..self.key].iter();
            columns
                .map(|(column, _)| line.text(column).unwrap().to_owned())
                .collect()
        };
        let mut of_keys: BTreeMap<Vec<String>, Vec<Line>> = BTreeMap::new();
        for line in lines.iter() {
            of_keys.entry(key(line)).or_default().push(line.clone());
        }
        let mut kept = BTreeSet::new();
        lines.retain(|line| {
            let rows = &of_keys[&key(line)];
            rows.iter().all(|row| row == line) && kept.insert(key(line))
        });
    }
}
