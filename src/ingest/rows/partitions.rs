//! Judged rows by part of the export: in memory while there is room, else in a temporary file without a name.
//!
//! The file goes with the program, however it ends. It holds what the export's own files hold, and no more.

use super::typed::{Cell, Rows};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of rows that may wait in memory, of all tables that are read at one time.
const ROOM: usize = 320 << 20;
/// After so many rows a table looks whether there is still room.
const LOOK: usize = 1 << 12;

/// How much memory the waiting rows of all tables take.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    used: Arc<AtomicUsize>,
    most: usize,
    /// Where rows go that find none: one file, however many tables and pieces there are.
    file: Arc<Mutex<Option<Spill>>>,
}

impl Default for Room {
    fn default() -> Self {
        Self::of(ROOM)
    }
}

impl Room {
    /// Room for so many bytes.
    pub(crate) fn of(most: usize) -> Self {
        Self {
            used: Arc::default(),
            most,
            file: Arc::default(),
        }
    }

    fn add(&self, bytes: usize) {
        self.used.fetch_add(bytes, Ordering::Relaxed);
    }

    fn free(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Whether more is used than this part of it, in quarters.
    fn is_fuller_than(&self, quarters: usize) -> bool {
        self.used.load(Ordering::Relaxed) > self.most / 4 * quarters
    }
}

/// Rows that lie in the file.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    offset: u64,
    rows: usize,
}

/// The rows of one part.
#[derive(Debug)]
struct Bin {
    rows: Rows,
    written: Vec<Stretch>,
}

/// The rows of one table.
#[derive(Debug)]
pub(crate) struct Bins {
    parts: Vec<Mutex<Bin>>,
    /// The part of each owner; all are of one part where none is said.
    part_of: Option<Arc<Vec<u32>>>,
    /// The part of the row before.
    at: usize,
    /// Columns of which something is kept, and the bytes of a row.
    kept: Vec<usize>,
    width: usize,
    room: Room,
    /// Rows that were not counted among what is used.
    uncounted: usize,
    /// Bytes of this table among what is used.
    counted: AtomicUsize,
}

/// A file of rows that found no room.
#[derive(Debug)]
struct Spill {
    file: File,
    length: u64,
}

impl Bins {
    /// Bins for rows of these columns; `part_of` tells the part of each owner.
    pub(crate) fn new(
        columns: &Rows,
        parts: usize,
        part_of: Option<Arc<Vec<u32>>>,
        room: &Room,
    ) -> Self {
        let empty = || {
            Mutex::new(Bin {
                rows: columns.emptied(),
                written: Vec::new(),
            })
        };
        Self {
            parts: (0..parts.max(1)).map(|_| empty()).collect(),
            part_of,
            at: 0,
            kept: columns.kept(),
            width: columns.width(),
            room: room.clone(),
            uncounted: 0,
            counted: AtomicUsize::new(0),
        }
    }

    /// Adds a row to the part of its owner.
    pub(crate) fn push(
        &mut self,
        row: &[Cell],
        owner: u32,
        line: u64,
        moment: Option<i64>,
    ) -> io::Result<()> {
        if let Some(part_of) = &self.part_of {
            self.at = part_of.get(owner as usize).map_or(0, |&part| part as usize);
        }
        let bin = self.parts[self.at]
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        bin.rows.push(row, &self.kept, owner, line, moment);
        self.uncounted += 1;
        if self.uncounted == LOOK {
            self.count();
            if self.room.is_fuller_than(4) {
                self.spill()?;
            }
        }
        Ok(())
    }

    /// To be called after the last row: leaves room for the tables that come.
    pub(crate) fn close(&mut self) -> io::Result<()> {
        self.count();
        if self.room.is_fuller_than(3) {
            self.spill()?;
        }
        Ok(())
    }

    fn count(&mut self) {
        let bytes = self.uncounted * self.width;
        self.room.add(bytes);
        self.counted.fetch_add(bytes, Ordering::Relaxed);
        self.uncounted = 0;
    }

    fn uncount(&self, rows: usize) {
        let bytes = rows * self.width;
        self.room.free(bytes);
        self.counted.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Writes all rows that are in memory to the file.
    fn spill(&self) -> io::Result<()> {
        for bin in &self.parts {
            let mut bin = bin.lock().unwrap_or_else(PoisonError::into_inner);
            self.write(&mut bin)?;
        }
        Ok(())
    }

    fn write(&self, bin: &mut Bin) -> io::Result<()> {
        let rows = bin.rows.len();
        if rows == 0 {
            return Ok(());
        }
        let mut spill = self
            .room
            .file
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let spill = match &mut *spill {
            Some(spill) => spill,
            none => none.insert(Spill {
                file: tempfile::tempfile()?,
                length: 0,
            }),
        };
        spill.file.seek(SeekFrom::Start(spill.length))?;
        for column in &bin.rows.columns {
            spill.file.write_all(column.bytes())?;
        }
        spill
            .file
            .write_all(bytemuck::cast_slice(&bin.rows.owners))?;
        if let Some(lines) = &bin.rows.lines {
            spill.file.write_all(bytemuck::cast_slice(lines))?;
        }
        if let Some(moments) = &bin.rows.moments {
            spill.file.write_all(bytemuck::cast_slice(moments))?;
        }
        bin.written.push(Stretch {
            offset: spill.length,
            rows,
        });
        spill.length += (rows * self.width) as u64;
        bin.rows = bin.rows.emptied();
        self.uncount(rows);
        Ok(())
    }

    /// Takes the rows of a part, in the order in which they were added.
    pub(crate) fn take(&self, part: usize) -> io::Result<Rows> {
        let mut bin = self.parts[part]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let empty = bin.rows.emptied();
        let last = std::mem::replace(&mut bin.rows, empty);
        self.uncount(last.len());
        let written = std::mem::take(&mut bin.written);
        drop(bin);
        if written.is_empty() {
            return Ok(last);
        }
        let mut rows = last.emptied();
        let mut spill = self
            .room
            .file
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(spill) = &mut *spill {
            for stretch in written {
                read(&mut spill.file, stretch, &mut rows)?;
            }
        }
        rows.append(&last);
        Ok(rows)
    }

    /// Puts rows of a part back that were taken, instead of them.
    pub(crate) fn put_back(&self, part: usize, rows: Rows) -> io::Result<()> {
        let mut bin = self.parts[part]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let bytes = rows.len() * self.width;
        self.room.add(bytes);
        self.counted.fetch_add(bytes, Ordering::Relaxed);
        bin.rows = rows;
        if self.room.is_fuller_than(3) {
            self.write(&mut bin)?;
        }
        Ok(())
    }
}

impl Drop for Bins {
    fn drop(&mut self) {
        self.room.free(self.counted.load(Ordering::Relaxed));
    }
}

/// Adds rows that lie in the file.
fn read(file: &mut File, stretch: Stretch, rows: &mut Rows) -> io::Result<()> {
    file.seek(SeekFrom::Start(stretch.offset))?;
    for column in &mut rows.columns {
        file.read_exact(column.grow(stretch.rows))?;
    }
    let longer = rows.owners.len() + stretch.rows;
    let before = rows.owners.len();
    rows.owners.resize(longer, 0);
    file.read_exact(bytemuck::cast_slice_mut(&mut rows.owners[before..]))?;
    if let Some(lines) = &mut rows.lines {
        lines.resize(longer, 0);
        file.read_exact(bytemuck::cast_slice_mut(&mut lines[before..]))?;
    }
    if let Some(moments) = &mut rows.moments {
        moments.resize(longer, 0);
        file.read_exact(bytemuck::cast_slice_mut(&mut moments[before..]))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::rows::typed::Growing;

    fn columns() -> Rows {
        Rows {
            columns: vec![
                Growing::Integer(Vec::new()),
                Growing::Decimal(Vec::new()),
                Growing::Boolean(Vec::new()),
                Growing::Code(Vec::new()),
                Growing::Nothing,
            ],
            owners: Vec::new(),
            lines: Some(Vec::new()),
            moments: Some(Vec::new()),
        }
    }

    /// All rows of three parts, with so much room for them.
    fn through(room: usize) -> Vec<String> {
        let room = Room::of(room);
        let part_of = Arc::new(vec![0, 0, 1, 1, 2]);
        let mut bins = Bins::new(&columns(), 3, Some(part_of), &room);
        for line in 0..20_000_u32 {
            let owner = line * 7 % 5;
            let row = [
                Cell::Integer(i64::from(line)),
                Cell::Decimal(f64::from(line) / 4.0),
                if line % 3 == 0 {
                    Cell::Absent
                } else {
                    Cell::Boolean(line % 2 == 0)
                },
                Cell::Code(line / 2),
                Cell::Integer(1),
            ];
            let moment = (line % 2 == 0).then_some(-i64::from(line));
            bins.push(&row, owner, u64::from(line) + 2, moment).unwrap();
        }
        bins.close().unwrap();
        let first = bins.take(1).unwrap();
        bins.put_back(1, first).unwrap();
        let all = (0..3)
            .map(|part| format!("{:?}", bins.take(part).unwrap()))
            .collect();
        assert_eq!(room.used.load(Ordering::Relaxed), 0);
        assert_eq!(bins.take(0).unwrap().len(), 0);
        all
    }

    #[test]
    fn rows_are_the_same_whether_or_not_they_find_room() {
        let in_memory = through(usize::MAX);
        assert_eq!(through(0), in_memory);
        assert_eq!(through(300_000), in_memory);
    }
}
