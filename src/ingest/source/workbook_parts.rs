//! The parts of a workbook, read once before calamine reads them: it reserves what they claim and keeps what they hold.
//!
//! They are read by the same XML reader with the same configuration, so that nothing is one thing here and another there.

use crate::disk::open_file;
use crate::ingest::limits::{self, Limit};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;
use zip::ZipArchive;

/// The letters and the digits of the last cell of any sheet, `XFD1048576`.
const LETTERS: usize = 3;
const DIGITS: usize = 7;
/// Elements in elements: no part of a workbook has a tenth of them.
const DEPTH: usize = 256;
/// Bytes that opening an archive may read: its directory, and what precedes it.
const DIRECTORY: u64 = 16 << 20;
/// Bytes of a name's bookkeeping, beside its text.
const OVERHEAD: u64 = 128;

/// Reads every part of a workbook once, and keeps nothing: what a workbook says of its parts' sizes need not be true.
///
/// # Errors
///
/// The [`Limit`] that the workbook exceeds; an error of invalid data where it is none.
pub(super) fn check(path: &Path) -> io::Result<()> {
    let mut file = open_file(path)?;
    let length = file.metadata()?.len();
    if length > limits::WORKBOOK {
        return Err(Limit::Workbook.exceeded());
    }
    let mut mark = [0; 2];
    file.read_exact(&mut mark).map_err(|_| broken())?;
    if mark != *b"PK" {
        return Err(broken());
    }
    file.seek(SeekFrom::Start(0))?;
    let left = Rc::new(Cell::new(DIRECTORY));
    let directory = BufReader::new(Directory {
        file,
        left: Rc::clone(&left),
    });
    let mut archive = ZipArchive::new(directory).map_err(|_| broken())?;
    left.set(u64::MAX);
    if archive.len() > limits::WORKBOOK_PARTS {
        return Err(Limit::Workbook.exceeded());
    }
    let mut held = Held::default();
    let expansion = limits::expansion_of(length);
    let (mut unpacked, most) = (0, expansion.min(limits::UNPACKED_WORKBOOK));
    let exceeded = if most == expansion {
        Limit::Expansion
    } else {
        Limit::Workbook
    };
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| broken())?;
        let name = part.name().map_err(|_| broken())?.into_owned();
        let mut metered = Metered::new(part.take(most - unpacked + 1));
        if is_xml(&name) {
            held.read_part(&mut metered)?;
        }
        io::copy(&mut metered, &mut io::sink()).map_err(|_| broken())?;
        unpacked += metered.passed;
        if unpacked > most {
            return Err(exceeded.exceeded());
        }
    }
    Ok(())
}

/// A file that is no workbook, or a damaged one. What it holds is not repeated.
pub(super) fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a whole xlsx workbook")
}

/// A file of which only so much may be read while its directory is looked for.
struct Directory {
    file: File,
    left: Rc<Cell<u64>>,
}

impl Read for Directory {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        let left = self.left.get().checked_sub(read as u64);
        self.left.set(left.ok_or_else(broken)?);
        Ok(read)
    }
}

impl Seek for Directory {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// The bytes of a part, counted, as far as they may come before the next event of XML.
struct Metered<R> {
    input: BufReader<R>,
    passed: u64,
    until: Rc<Cell<u64>>,
}

impl<R: Read> Metered<R> {
    fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(1 << 16, input),
            passed: 0,
            until: Rc::new(Cell::new(u64::MAX)),
        }
    }
}

impl<R: Read> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.passed > self.until.get() {
            return Err(Limit::Field.exceeded());
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.passed += bytes as u64;
        self.input.consume(bytes);
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.passed += read as u64;
        Ok(read)
    }
}

/// What calamine would hold of a workbook, as far as it was read.
#[derive(Default)]
struct Held {
    /// Shared strings, and their bytes with their tags.
    strings: u64,
    string_bytes: u64,
    cells: u64,
    sheets: usize,
    /// Bytes of names, fonts, formats and the like.
    kept: u64,
    /// Formats of cells, and the bytes of the longest font, fill, border or number format: each format has its own.
    formats: u64,
    longest: u64,
}

/// An element that is kept as one: how deep it lies, where it begins, and what it is.
struct Open {
    depth: usize,
    from: u64,
    kind: Kind,
}

/// What is kept as one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cell,
    String,
    Name,
    Style,
}

impl Kind {
    fn of(element: &str) -> Option<Self> {
        match element {
            "c" => Some(Self::Cell),
            "si" => Some(Self::String),
            "definedName" => Some(Self::Name),
            "font" | "fill" | "border" | "numFmt" => Some(Self::Style),
            _ => None,
        }
    }
}

impl Held {
    /// Reads a part of XML to its end.
    fn read_part(&mut self, part: &mut Metered<impl Read>) -> io::Result<()> {
        let until = Rc::clone(&part.until);
        until.set(limits::XML_CELL);
        let mut reader = Reader::from_reader(&mut *part);
        let config = reader.config_mut();
        config.trim_text(false);
        config.check_comments = false;
        config.expand_empty_elements = true;
        let (mut buffer, mut depth, mut rows) = (Vec::new(), 0_usize, 0);
        let (mut before, mut open) = (0, None::<Open>);
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer);
            match event.map_err(|error| in_xml(&error))? {
                Event::Start(element) => {
                    depth += 1;
                    if depth > DEPTH {
                        return Err(broken());
                    }
                    let name = element.local_name();
                    let name = name.as_ref();
                    rows += u32::from(name == "row");
                    if rows > limits::SHEET_ROWS {
                        return Err(Limit::SheetRows.exceeded());
                    }
                    self.start(name, &element)?;
                    if open.is_none() {
                        let from = before;
                        open = Kind::of(name).map(|kind| Open { depth, from, kind });
                    }
                }
                Event::End(_) => {
                    if let Some(closed) = open.take_if(|open| open.depth == depth) {
                        self.end(closed.kind, reader.buffer_position() - closed.from);
                    }
                    depth = depth.saturating_sub(1);
                }
                Event::Eof => break,
                Event::Empty(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_)
                | Event::GeneralRef(_) => {}
            }
            before = reader.buffer_position();
            // What is kept as one is as long as all that is in it.
            let from = open.as_ref().map_or(before, |open| open.from);
            until.set(from + limits::XML_CELL);
            self.within_limits()?;
        }
        until.set(u64::MAX);
        Ok(())
    }

    fn start(&mut self, name: &str, element: &BytesStart<'_>) -> io::Result<()> {
        match name {
            "c" => self.cells += 1,
            "si" => self.strings += 1,
            "sheet" => self.sheets += 1,
            "xf" => self.formats += 1,
            _ => {}
        }
        if matches!(name, "sheet" | "Relationship" | "definedName")
            || Kind::of(name) == Some(Kind::Style)
        {
            self.kept += OVERHEAD + element.len() as u64;
        }
        let (mut is_sheet, mut is_named) = (false, true);
        let is_reference = |attribute: &str| match attribute {
            "r" => matches!(name, "c" | "row"),
            "ref" => matches!(name, "dimension" | "f" | "mergeCell" | "table"),
            _ => false,
        };
        if !matches!(
            name,
            "sst" | "Relationship" | "c" | "row" | "dimension" | "f" | "mergeCell" | "table"
        ) {
            return Ok(());
        }
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| broken())?;
            let (key, value) = (attribute.key.as_ref(), &*attribute.value);
            match (name, key) {
                // So many are reserved before any is read.
                ("sst", "uniqueCount") => {
                    let claimed = value.trim().parse().unwrap_or(u64::MAX);
                    if claimed > limits::SHARED_STRINGS {
                        return Err(Limit::SharedStrings.exceeded());
                    }
                }
                ("Relationship", "Type") => {
                    let kinds = [
                        "/worksheet",
                        "/chartsheet",
                        "/dialogsheet",
                        "/officeDocument",
                    ];
                    is_sheet |= kinds.iter().any(|kind| value.ends_with(kind));
                }
                ("Relationship", "Target") => {
                    is_named &= is_xml(value);
                }
                _ if is_reference(key) && is_impossible(value) => return Err(broken()),
                _ => {}
            }
        }
        // Only parts that are named as XML were looked at.
        if is_sheet && !is_named {
            return Err(broken());
        }
        Ok(())
    }

    fn end(&mut self, kind: Kind, bytes: u64) {
        match kind {
            Kind::Cell => {}
            Kind::String => self.string_bytes += bytes,
            Kind::Name => self.kept += bytes,
            Kind::Style => {
                self.kept += bytes;
                self.longest = self.longest.max(bytes);
            }
        }
    }

    fn within_limits(&self) -> io::Result<()> {
        if self.strings > limits::SHARED_STRINGS || self.string_bytes > limits::SHARED_STRING_BYTES
        {
            return Err(Limit::SharedStrings.exceeded());
        }
        if self.cells > limits::CELLS {
            return Err(Limit::Cells.exceeded());
        }
        let of_formats = self.formats.saturating_mul(OVERHEAD + self.longest);
        if self.sheets > limits::WORKBOOK_PARTS
            || self.kept > limits::WORKBOOK_NAMES
            || of_formats > limits::WORKBOOK_NAMES
        {
            return Err(Limit::Formats.exceeded());
        }
        Ok(())
    }
}

/// Whether a part is named as XML.
fn is_xml(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|it| it.eq_ignore_ascii_case("xml") || it.eq_ignore_ascii_case("rels"))
}

/// What is wrong with a part that is not read to its end.
fn in_xml(error: &quick_xml::Error) -> io::Error {
    let limit = if let quick_xml::Error::Io(error) = error {
        Limit::of(error)
    } else {
        None
    };
    limit.map_or_else(broken, Limit::exceeded)
}

/// Whether no sheet has a cell of this reference: it overflows what counts while a sheet is read.
fn is_impossible(reference: &str) -> bool {
    let count = |cell: &str, is_counted: fn(&u8) -> bool| cell.bytes().filter(is_counted).count();
    reference.split(':').any(|cell| {
        count(cell, u8::is_ascii_alphabetic) > LETTERS || count(cell, u8::is_ascii_digit) > DIGITS
    })
}

#[cfg(test)]
#[path = "workbook_parts/tests.rs"]
mod tests;
