//! SAS transport files of version 5, observation by observation.
//!
//! The format is that of SAS's technical note TS-140: records of 80 bytes, variables described by 140 bytes each, numbers
//! as IBM floats, and observations one behind the other, the last filled up with blanks.

use super::ibm_float::ibm_float;
use super::values::RawCell;
use crate::disk::open_file;
use crate::ingest::limits::{self, Limit};
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes of a record.
const RECORD: usize = 80;
/// How a header begins.
const HEADER: &[u8] = b"HEADER RECORD*******";
/// Days and seconds from 1960 to 1970.
const DAYS: f64 = 3_653.0;
const SECONDS: f64 = DAYS * 86_400.0;

/// The observations of a file.
pub(super) struct TransportRows {
    input: BufReader<File>,
    variables: Vec<Variable>,
    /// Bytes of records that were read and are of no observation yet, and how many of them were passed.
    buffer: Vec<u8>,
    at: usize,
    observation: Vec<u8>,
    /// How many observations are left.
    left: u64,
    line: u64,
}

/// A variable of an observation.
#[derive(Debug, Clone)]
struct Variable {
    name: String,
    of_type: VariableType,
    from: usize,
    length: usize,
}

/// What a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum VariableType {
    Text,
    Number,
    /// Days since 1960.
    Date,
    /// Seconds since then.
    Moment,
}

/// A file that is no transport file, or a damaged one. What it holds is not repeated.
fn broken() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "not a whole SAS transport file of version 5",
    )
}

fn number(bytes: &[u8], at: usize, length: usize) -> io::Result<usize> {
    let digits = bytes.get(at..at + length).ok_or_else(broken)?;
    let text = std::str::from_utf8(digits).map_err(|_| broken())?;
    text.trim().parse().map_err(|_| broken())
}

fn big_endian(bytes: &[u8], at: usize, length: usize) -> usize {
    let of_number = bytes[at..at + length].iter();
    of_number.fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// Reads a record, which must be the header of this name.
fn header(input: &mut impl Read, name: &str) -> io::Result<[u8; RECORD]> {
    let mut record = [0; RECORD];
    input.read_exact(&mut record).map_err(|_| broken())?;
    let behind = record.strip_prefix(HEADER).ok_or_else(broken)?;
    if name == "LIBRARY " && behind.starts_with(b"LIBV8") {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a SAS transport file of version 8, which is not read: write it again in version 5",
        ));
    }
    if !behind.starts_with(name.as_bytes()) {
        return Err(broken());
    }
    Ok(record)
}

impl TransportRows {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut input = BufReader::with_capacity(1 << 18, open_file(path)?);
        let mut record = [0; RECORD];
        header(&mut input, "LIBRARY ")?;
        for _ in 0..2 {
            input.read_exact(&mut record).map_err(|_| broken())?;
        }
        let member = header(&mut input, "MEMBER  ")?;
        let description = number(&member, 74, 4)?;
        header(&mut input, "DSCRPTR ")?;
        for _ in 0..2 {
            input.read_exact(&mut record).map_err(|_| broken())?;
        }
        let names = header(&mut input, "NAMESTR ")?;
        let count = number(&names, 54, 4)?;
        if count > limits::COLUMNS {
            return Err(Limit::Columns.exceeded());
        }
        if count == 0 || !matches!(description, 136 | 140) {
            return Err(broken());
        }
        let described = (count * description).next_multiple_of(RECORD);
        let mut descriptions = vec![0; described];
        input.read_exact(&mut descriptions).map_err(|_| broken())?;
        let variables: Vec<Variable> = descriptions
            .chunks_exact(description)
            .take(count)
            .map(Variable::of)
            .collect::<io::Result<_>>()?;
        header(&mut input, "OBS     ")?;
        let ends = variables.iter().map(|one| one.from + one.length);
        let length = ends.max().filter(|length| *length > 0).ok_or_else(broken)?;
        if length > limits::RECORD {
            return Err(Limit::Record.exceeded());
        }
        let left = observations(&mut input, length as u64)?;
        Ok(Self {
            input,
            variables,
            buffer: Vec::new(),
            at: 0,
            observation: vec![0; length],
            left,
            line: 1,
        })
    }

    pub(super) fn headers(&self) -> Vec<String> {
        let names = self.variables.iter().map(|variable| variable.name.clone());
        names.collect()
    }

    pub(super) fn advance(&mut self) -> io::Result<bool> {
        if self.left == 0 {
            // Whatever follows is a second table, or blanks.
            while self.fill()? {}
            return Ok(false);
        }
        let length = self.observation.len();
        while self.buffer.len() - self.at < length {
            if !self.fill()? {
                return Err(broken());
            }
        }
        let bytes = &self.buffer[self.at..self.at + length];
        self.observation.copy_from_slice(bytes);
        self.at += length;
        self.left -= 1;
        self.line += 1;
        Ok(true)
    }

    /// Reads a record more; false at the end. A second table in the file is refused, since its rows would be lost.
    fn fill(&mut self) -> io::Result<bool> {
        if self.at > 1 << 16 || self.left == 0 {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        let mut record = [0; RECORD];
        let mut filled = 0;
        while filled < RECORD {
            match self.input.read(&mut record[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        if record.starts_with(HEADER) && record[HEADER.len()..].starts_with(b"MEMBER  ") {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "it holds more than one table: write each to a file of its own",
            ));
        }
        if self.left > 0 {
            self.buffer.extend_from_slice(&record[..filled]);
        }
        Ok(filled > 0)
    }

    /// The number of the observation, and 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn cell(&self, field: usize) -> RawCell<'_> {
        let Some(variable) = self.variables.get(field) else {
            return RawCell::Absent;
        };
        let bytes = &self.observation[variable.from..variable.from + variable.length];
        if variable.of_type == VariableType::Text {
            let blanks = bytes.iter().rev().take_while(|byte| **byte == b' ').count();
            return text(&bytes[..bytes.len() - blanks]);
        }
        let Some(value) = ibm_float(bytes) else {
            return RawCell::Absent;
        };
        let whole = value.floor();
        match variable.of_type {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it is in the range of days"
            )]
            VariableType::Date => match whole - DAYS {
                days if days.abs() < 1e8 => RawCell::Date(days as i32),
                _ => RawCell::Unreadable,
            },
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it is in the range of days"
            )]
            VariableType::Moment => match ((value - SECONDS) * 1e6).round() {
                micros if micros.abs() < 8e18 => RawCell::Moment(micros as i64),
                _ => RawCell::Unreadable,
            },
            VariableType::Text | VariableType::Number => RawCell::Decimal(value),
        }
    }
}

/// Text as UTF-8: what is not is Windows-1252.
fn text(bytes: &[u8]) -> RawCell<'_> {
    if bytes.is_empty() {
        return RawCell::Absent;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return RawCell::Text(Cow::Borrowed(bytes));
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    RawCell::Text(Cow::Owned(text.into_owned().into_bytes()))
}

impl Variable {
    fn of(description: &[u8]) -> io::Result<Self> {
        let text = |from: usize, to: usize| {
            let bytes = &description[from..to];
            String::from_utf8_lossy(bytes)
                .trim_matches(['\0', ' '])
                .to_owned()
        };
        let length = big_endian(description, 4, 2);
        let format = text(56, 64).to_ascii_uppercase();
        let of_type = match big_endian(description, 0, 2) {
            1 if !(2..=8).contains(&length) => return Err(broken()),
            1 => match format.as_str() {
                "DATE" | "YYMMDD" | "MMDDYY" | "DDMMYY" | "E8601DA" => VariableType::Date,
                "DATETIME" | "E8601DT" => VariableType::Moment,
                _ => VariableType::Number,
            },
            2 => VariableType::Text,
            _ => return Err(broken()),
        };
        Ok(Self {
            name: text(8, 16),
            of_type,
            from: big_endian(description, 84, 4),
            length,
        })
    }
}

/// How many observations of this length follow: what blanks fill the last record up with is none.
fn observations(input: &mut BufReader<File>, length: u64) -> io::Result<u64> {
    let from = input.stream_position()?;
    let end = input.seek(SeekFrom::End(0))?;
    let bytes = end.saturating_sub(from);
    let filling = (RECORD - 1) as u64;
    let whole = bytes / length;
    let fewest = bytes.saturating_sub(filling).div_ceil(length).min(whole);
    // The bytes that may be blanks that fill up.
    input.seek(SeekFrom::Start(from + fewest * length))?;
    let mut rest = Vec::new();
    input.read_to_end(&mut rest)?;
    let last = rest.iter().rposition(|byte| *byte != b' ');
    let more = last.map_or(0, |last| (last as u64 + 1).div_ceil(length));
    input.seek(SeekFrom::Start(from))?;
    Ok((fewest + more).min(whole))
}
