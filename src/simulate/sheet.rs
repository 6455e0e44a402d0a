//! One file of an export in its site's dialect: cells, rows, and how many rows are faulty.

use super::columns::columns;
use super::cycle::Tenths;
use super::random::Dice;
use super::sites::{CHART_DELIMITER, Site};
use crate::model::TableId;
use std::io::{self, BufWriter, Write};

/// The probability that a row is faulty.
pub(super) const FAULTY: f64 = 0.009;
/// The least number of rows in a file for each faulty one: even a small file stays within the limit of ingest.
pub(super) const ROWS_PER_FAULT: u64 = 50;

/// The fault of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The row is written twice.
    Repeated,
    /// It names a course that does not exist.
    Stranger,
    /// A value is not one of those allowed.
    Domain,
    /// A value is not a number.
    Type,
    /// A required value is absent.
    Missing,
    /// An interval ends before it begins.
    Backwards,
    /// A delimiter too many.
    Torn,
}

/// A file that is being written.
pub(super) struct Sheet<W: Write> {
    out: BufWriter<W>,
    pub(super) site: &'static Site,
    /// For each column of the model: whether the site collects it.
    kept: Vec<bool>,
    beyond_model: Option<&'static str>,
    column: usize,
    line: Vec<u8>,
    rows: u64,
    faults: u64,
    /// Minutes from 1970 to hour 0 of the course whose rows are written.
    pub(super) hour_0: i64,
}

impl<W: Write> Sheet<W> {
    /// The file with its header.
    pub(super) fn begin(site: &'static Site, table: TableId, out: W) -> io::Result<Self> {
        let kept = columns(table).iter().map(|&column| {
            let is_charted = site.delimiter == CHART_DELIMITER;
            is_charted || !site.lacks_columns.contains(&(table, column))
        });
        let mut sheet = Self {
            out: BufWriter::with_capacity(1 << 16, out),
            site,
            kept: kept.collect(),
            beyond_model: None,
            column: 0,
            line: Vec::new(),
            rows: 0,
            faults: 0,
            hour_0: 0,
        };
        for column in columns(table) {
            match column.strip_suffix("hour") {
                Some(stem) if site.writes_date_times => sheet.text(&format!("{stem}at")),
                _ => sheet.text(column),
            }
        }
        if let Some((_, name, value)) = site.beyond_model.filter(|&(of, ..)| of == table) {
            sheet.beyond_model = Some(name);
            sheet.end()?;
            sheet.beyond_model = Some(value);
        } else {
            sheet.end()?;
        }
        sheet.rows = 0;
        Ok(sheet)
    }

    /// Writes buffered rows.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// A fault for the next row, drawn by weight; `None` for most rows, and while the file has too few rows.
    pub(super) fn fault(&mut self, dice: &mut Dice, faults: &[(u32, Fault)]) -> Option<Fault> {
        if !dice.chance(FAULTY) || (self.faults + 1) * ROWS_PER_FAULT > self.rows {
            return None;
        }
        self.faults += 1;
        Some(dice.weighted(faults))
    }

    /// Moves to the next column; true if the site has it.
    fn cell(&mut self) -> bool {
        let is_kept = self.kept.get(self.column).is_none_or(|&kept| kept);
        self.column += 1;
        if is_kept && !self.line.is_empty() {
            self.line.push(self.site.delimiter);
        }
        is_kept
    }

    /// Text, quoted if it holds a delimiter or a quote.
    pub(super) fn text(&mut self, text: &str) {
        if !self.cell() {
            return;
        }
        if text
            .bytes()
            .any(|byte| byte == self.site.delimiter || byte == b'"')
        {
            self.line.push(b'"');
            self.line.extend(text.bytes());
            self.line.push(b'"');
        } else {
            self.line.extend(text.bytes());
        }
    }

    /// A word in the site's letters.
    pub(super) fn word(&mut self, word: &str) {
        self.text(&self.site.letters.write(word));
    }

    /// A listed name or one of its synonyms, in the site's letters.
    pub(super) fn name(&mut self, dice: &mut Dice, listed: &str, also: &[&str]) {
        if !also.is_empty() && dice.chance(self.site.synonyms) {
            self.word(dice.pick(also));
        } else {
            self.word(listed);
        }
    }

    /// A number in units of its last decimal, or the mark of an absent value.
    pub(super) fn number(&mut self, value: Option<i64>, decimals: u32) {
        let Some(value) = value else {
            self.text(self.site.absent);
            return;
        };
        if self.cell() {
            push_number(&mut self.line, value, decimals);
        }
    }

    /// A whole number.
    pub(super) fn count(&mut self, value: impl Into<i64>) {
        self.number(Some(value.into()), 0);
    }

    /// False or true in the site's words.
    pub(super) fn claim(&mut self, is_true: bool) {
        self.text(self.site.booleans[usize::from(is_true)]);
    }

    /// An hour, or its date-time.
    pub(super) fn hour(&mut self, hour: Option<Tenths>) {
        let Some(hour) = hour else {
            self.text(self.site.absent);
            return;
        };
        if !self.site.writes_date_times {
            self.number(Some(i64::from(hour)), 1);
        } else if self.cell() {
            push_date_time(&mut self.line, self.hour_0 + i64::from(hour) * 6);
        }
    }

    /// One delimiter too many.
    pub(super) fn tear(&mut self) {
        self.line.push(self.site.delimiter);
    }

    /// Ends the row and writes it.
    pub(super) fn end(&mut self) -> io::Result<()> {
        if let Some(value) = self.beyond_model {
            self.text(value);
        }
        self.line.extend(self.site.line_end.bytes());
        self.column = 0;
        self.rows += 1;
        self.out.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }

    /// Ends the row with its fault: one that is repeated is written twice.
    pub(super) fn end_with(&mut self, fault: Option<Fault>) -> io::Result<()> {
        let is_charted = self.site.delimiter == CHART_DELIMITER;
        if fault == Some(Fault::Torn)
            || (is_charted && fault.is_some_and(|it| it != Fault::Repeated))
        {
            self.tear();
        }
        if fault != Some(Fault::Repeated) {
            return self.end();
        }
        let columns = self.column;
        let line = self.line.clone();
        self.end()?;
        self.line = line;
        self.column = columns;
        self.end()
    }
}

/// A number in units of its last decimal; a fraction of zeros is left out.
pub(super) fn push_number(line: &mut Vec<u8>, value: i64, decimals: u32) {
    let unit = 10_u64.pow(decimals);
    let (whole, fraction) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    if value < 0 {
        line.push(b'-');
    }
    push_digits(line, whole, 1);
    if fraction > 0 {
        line.push(b'.');
        push_digits(line, fraction, decimals);
    }
}

/// The digits of a number, with zeros before them up to this width.
fn push_digits(line: &mut Vec<u8>, mut number: u64, width: u32) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    let mut left = width;
    while number > 0 || left > 0 {
        first -= 1;
        digits[first] = b'0' + u8::try_from(number % 10).expect("one digit");
        number /= 10;
        left = left.saturating_sub(1);
    }
    line.extend_from_slice(&digits[first..]);
}

/// A date-time to the minute, from minutes since 1970.
pub(super) fn push_date_time(line: &mut Vec<u8>, minutes: i64) {
    let (day, minute) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
    // Days since 0000-03-01, in eras of 400 years of 146,097 days (H. Hinnant's civil calendar).
    let day = day + 719_468;
    let of_era = day.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = day.div_euclid(146_097) * 400 + year_of_era + i64::from(month <= 2);
    let parts = [
        (year, 4, b'-'),
        (month, 2, b'-'),
        (of_month, 2, b' '),
        (minute / 60, 2, b':'),
        (minute % 60, 2, 0),
    ];
    for (number, width, after) in parts {
        push_digits(line, number.unsigned_abs(), width);
        if after != 0 {
            line.push(after);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::sites::SITES;

    fn printed(push: impl Fn(&mut Vec<u8>)) -> String {
        let mut line = Vec::new();
        push(&mut line);
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn numbers_print_with_their_fewest_digits_and_their_sign() {
        assert_eq!(printed(|line| push_number(line, -5, 1)), "-0.5");
        assert_eq!(printed(|line| push_number(line, 120, 1)), "12");
        assert_eq!(printed(|line| push_number(line, 1204, 2)), "12.04");
        assert_eq!(printed(|line| push_number(line, 0, 2)), "0");
    }

    #[test]
    fn date_times_know_the_calendar() {
        let text = |minutes| printed(|line| push_date_time(line, minutes));
        assert_eq!(text(0), "1970-01-01 00:00");
        assert_eq!(text(-1), "1969-12-31 23:59");
        // 2000-02-29 is day 11,016 of the epoch.
        assert_eq!(text(11_016 * 1440 + 8 * 60 + 15), "2000-02-29 08:15");
    }

    #[test]
    fn a_column_that_the_site_lacks_is_in_no_row() {
        let cedar = &SITES[2];
        let mut bytes = Vec::new();
        let mut sheet = Sheet::begin(cedar, TableId::Medications, &mut bytes).unwrap();
        sheet.text("C00001-1");
        sheet.word("Normal Saline");
        sheet.text("iv_fluid");
        sheet.hour(Some(5));
        sheet.hour(None);
        sheet.end().unwrap();
        sheet.flush().unwrap();
        drop(sheet);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "course_id,agent,start_at,stop_at\nC00001-1,normal_saline,1970-01-01 00:30,NULL\n"
        );
    }

    #[test]
    fn faults_are_never_more_than_one_row_in_fifty() {
        let mut dice = Dice::for_patient(1, 1);
        let mut sheet = Sheet::begin(&SITES[0], TableId::Stays, io::sink()).unwrap();
        for _ in 0..20_000 {
            let _ = sheet.fault(&mut dice, &[(1, Fault::Type)]);
            sheet.end().unwrap();
            assert!(sheet.faults * ROWS_PER_FAULT <= sheet.rows);
        }
        assert!(sheet.faults > 100);
    }
}
