//! A raw file: rows of one patient are kept until they are written, in the order in which they were charted.

use crate::simulate::random::Dice;
use crate::simulate::sheet::push_date_time;
use std::io::{self, BufWriter, Write};

/// Opens the file of a path below the simulated program.
pub(super) type Open<'a, W> = &'a mut dyn FnMut(&str) -> io::Result<W>;

/// The minutes of one day.
pub(super) const DAY_MINUTES: i64 = 1440;

/// A comma-separated file; one that a site lacks takes rows and writes nothing.
pub(super) struct RawFile<W: Write> {
    out: Option<BufWriter<W>>,
    /// For each column: whether the file has it.
    kept: Vec<bool>,
    rows: Vec<Vec<u8>>,
}

impl<W: Write> RawFile<W> {
    /// A file with its header; each column says whether the site has it.
    pub(super) fn begin(
        open: Open<'_, W>,
        path: &str,
        columns: &[(&str, bool)],
    ) -> io::Result<Self> {
        let mut file = Self {
            out: Some(BufWriter::with_capacity(1 << 16, open(path)?)),
            kept: columns.iter().map(|&(_, kept)| kept).collect(),
            rows: Vec::new(),
        };
        let header: Vec<&str> = columns.iter().map(|&(name, _)| name).collect();
        file.row(&header);
        file.settle(None)?;
        Ok(file)
    }

    /// The file that a site lacks.
    pub(super) fn lacking() -> Self {
        Self {
            out: None,
            kept: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[&str]) {
        if self.out.is_none() {
            return;
        }
        debug_assert_eq!(cells.len(), self.kept.len(), "a cell for each column");
        let mut line = Vec::new();
        let mut is_first = true;
        for (cell, _) in cells.iter().zip(&self.kept).filter(|(_, kept)| **kept) {
            if !is_first {
                line.push(b',');
            }
            is_first = false;
            if cell.bytes().any(|byte| matches!(byte, b',' | b'"')) {
                line.push(b'"');
                line.extend(cell.replace('"', "\"\"").bytes());
                line.push(b'"');
            } else {
                line.extend(cell.bytes());
            }
        }
        line.push(b'\n');
        self.rows.push(line);
    }

    /// Writes the last row again, as interfaces do now and then.
    pub(super) fn repeat(&mut self) {
        if let Some(last) = self.rows.last() {
            self.rows.push(last.clone());
        }
    }

    /// Writes the kept rows: with dice in the order of late charting, else as they came.
    pub(super) fn settle(&mut self, dice: Option<&mut Dice>) -> io::Result<()> {
        if let Some(dice) = dice {
            dice.shuffle(&mut self.rows);
        }
        if let Some(out) = &mut self.out {
            for row in &self.rows {
                out.write_all(row)?;
            }
        }
        self.rows.clear();
        Ok(())
    }

    /// Writes buffered bytes.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

/// The columns of a header, with blanks between them: kept, but for those that are lacking.
pub(super) fn columns<'a>(names: &'a str, lacking: &[&str]) -> Vec<(&'a str, bool)> {
    let names = names.split_ascii_whitespace();
    names.map(|name| (name, !lacking.contains(&name))).collect()
}

/// A date-time to the minute, from minutes since 1970.
pub(super) fn date_time(minutes: i64) -> String {
    let mut line = Vec::new();
    push_date_time(&mut line, minutes);
    String::from_utf8(line).expect("digits and signs are ASCII")
}

/// The date of a minute.
pub(super) fn date(minutes: i64) -> String {
    let mut text = date_time(minutes);
    text.truncate(10);
    text
}

/// A date-time, or the empty cell.
pub(super) fn date_time_of(minutes: Option<i64>) -> String {
    minutes.map_or_else(String::new, date_time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::page::Page;

    #[test]
    fn a_cell_with_a_comma_or_a_quote_is_quoted_and_a_lacking_column_is_left_out() {
        let page = Page::default();
        let columns = [("a", true), ("b", false), ("c", true)];
        let mut file = RawFile::begin(&mut |_| Ok(page.clone()), "x.csv", &columns).unwrap();
        file.row(&["1,5", "never", "5\" line"]);
        file.settle(None).unwrap();
        file.finish().unwrap();
        assert_eq!(page.take(), b"a,c\n\"1,5\",\"5\"\" line\"\n");
    }
}
