//! Judged rows by part of the export: in memory within a budget, else spilled to a temporary file without a name.
//!
//! The file goes with the program, however it ends. It holds what the export's own files hold, and no more.

use super::typed::{Cell, RowBuffer};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of rows that may wait in memory, over all tables that are read at one time.
const BUDGET: usize = 320 << 20;
/// Rows after which a table checks the budget.
const ROWS_BETWEEN_CHECKS: usize = 1 << 12;

/// The memory that waiting rows of all tables may take together; clones share it.
#[derive(Debug, Clone)]
pub(in crate::ingest) struct MemoryBudget {
    used: Arc<AtomicUsize>,
    most: usize,
    /// Where rows go beyond it: one file, however many tables and pieces there are.
    file: Arc<Mutex<Option<SpillFile>>>,
}

impl Default for MemoryBudget {
    fn default() -> Self {
        Self::of(BUDGET)
    }
}

impl MemoryBudget {
    /// A budget of this many bytes.
    pub(in crate::ingest) fn of(most: usize) -> Self {
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

    /// Whether more than this many quarters of it are used.
    fn is_fuller_than(&self, quarters: usize) -> bool {
        self.used.load(Ordering::Relaxed) > self.most / 4 * quarters
    }
}

/// Rows of one part that were spilled together: where they begin in the file, and how many they are.
#[derive(Debug, Clone, Copy)]
struct SpilledRun {
    offset: u64,
    rows: usize,
}

/// The rows of one part: those in memory come after those spilled.
#[derive(Debug)]
struct Partition {
    rows: RowBuffer,
    written: Vec<SpilledRun>,
}

/// The rows of one table, by part.
#[derive(Debug)]
pub(in crate::ingest) struct Partitions {
    parts: Vec<Mutex<Partition>>,
    /// The part of each owner; `None` where there is one part.
    part_of: Option<Arc<Vec<u32>>>,
    /// The part of the row before.
    at: usize,
    /// Columns of which something is kept, and the bytes of a row.
    kept: Vec<usize>,
    width: usize,
    budget: MemoryBudget,
    /// Rows that were not counted among what is used.
    uncounted: usize,
    /// Bytes of this table among what is used.
    counted: AtomicUsize,
}

/// The temporary file of spilled rows.
#[derive(Debug)]
struct SpillFile {
    file: File,
    length: u64,
}

impl Partitions {
    /// Empty partitions for rows of these columns; `part_of` is the part of each owner, `None` where there is one part.
    pub(in crate::ingest) fn new(
        columns: &RowBuffer,
        parts: usize,
        part_of: Option<Arc<Vec<u32>>>,
        budget: &MemoryBudget,
    ) -> Self {
        let empty = || {
            Mutex::new(Partition {
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
            budget: budget.clone(),
            uncounted: 0,
            counted: AtomicUsize::new(0),
        }
    }

    /// Adds a row to the part of its owner.
    pub(in crate::ingest) fn push(
        &mut self,
        row: &[Cell],
        owner: u32,
        line: u64,
        moment: Option<i64>,
    ) -> io::Result<()> {
        if let Some(part_of) = &self.part_of {
            self.at = part_of[owner as usize] as usize;
        }
        let partition = self.parts[self.at]
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        partition.rows.push(row, &self.kept, owner, line, moment);
        self.uncounted += 1;
        if self.uncounted == ROWS_BETWEEN_CHECKS {
            self.count();
            if self.budget.is_fuller_than(4) {
                self.spill()?;
            }
        }
        Ok(())
    }

    /// Ends the table after its last row: leaves a quarter of the budget to the tables that follow.
    pub(in crate::ingest) fn close(&mut self) -> io::Result<()> {
        self.count();
        if self.budget.is_fuller_than(3) {
            self.spill()?;
        }
        Ok(())
    }

    fn count(&mut self) {
        let bytes = self.uncounted * self.width;
        self.budget.add(bytes);
        self.counted.fetch_add(bytes, Ordering::Relaxed);
        self.uncounted = 0;
    }

    fn uncount(&self, rows: usize) {
        let bytes = rows * self.width;
        self.budget.free(bytes);
        self.counted.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Writes all rows that are in memory to the file.
    fn spill(&self) -> io::Result<()> {
        for partition in &self.parts {
            let mut partition = partition.lock().unwrap_or_else(PoisonError::into_inner);
            self.write(&mut partition)?;
        }
        Ok(())
    }

    fn write(&self, partition: &mut Partition) -> io::Result<()> {
        let rows = partition.rows.len();
        if rows == 0 {
            return Ok(());
        }
        let mut spill = self
            .budget
            .file
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let spill = match &mut *spill {
            Some(spill) => spill,
            none => none.insert(SpillFile {
                file: tempfile::tempfile()?,
                length: 0,
            }),
        };
        spill.file.seek(SeekFrom::Start(spill.length))?;
        for column in &partition.rows.columns {
            spill.file.write_all(column.bytes())?;
        }
        spill
            .file
            .write_all(bytemuck::cast_slice(&partition.rows.owners))?;
        if let Some(lines) = &partition.rows.lines {
            spill.file.write_all(bytemuck::cast_slice(lines))?;
        }
        if let Some(moments) = &partition.rows.moments {
            spill.file.write_all(bytemuck::cast_slice(moments))?;
        }
        partition.written.push(SpilledRun {
            offset: spill.length,
            rows,
        });
        spill.length += (rows * self.width) as u64;
        partition.rows = partition.rows.emptied();
        self.uncount(rows);
        Ok(())
    }

    /// Takes the rows of a part, in the order in which they were added.
    pub(in crate::ingest) fn take(&self, part: usize) -> io::Result<RowBuffer> {
        let mut partition = self.parts[part]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let empty = partition.rows.emptied();
        let last = std::mem::replace(&mut partition.rows, empty);
        self.uncount(last.len());
        let written = std::mem::take(&mut partition.written);
        drop(partition);
        if written.is_empty() {
            return Ok(last);
        }
        let mut rows = last.emptied();
        let mut spill = self
            .budget
            .file
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(spill) = &mut *spill {
            for run in written {
                read(&mut spill.file, run, &mut rows)?;
            }
        }
        rows.append(&last);
        Ok(rows)
    }

    /// Puts rows of a part back that were taken, instead of them.
    pub(in crate::ingest) fn put_back(&self, part: usize, rows: RowBuffer) -> io::Result<()> {
        let mut partition = self.parts[part]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let bytes = rows.len() * self.width;
        self.budget.add(bytes);
        self.counted.fetch_add(bytes, Ordering::Relaxed);
        partition.rows = rows;
        if self.budget.is_fuller_than(3) {
            self.write(&mut partition)?;
        }
        Ok(())
    }
}

impl Drop for Partitions {
    fn drop(&mut self) {
        self.budget.free(self.counted.load(Ordering::Relaxed));
    }
}

/// Adds rows that lie in the file.
fn read(file: &mut File, run: SpilledRun, rows: &mut RowBuffer) -> io::Result<()> {
    file.seek(SeekFrom::Start(run.offset))?;
    for column in &mut rows.columns {
        file.read_exact(column.grow(run.rows))?;
    }
    let longer = rows.owners.len() + run.rows;
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
    use crate::ingest::rows::typed::ColumnBuilder;

    fn columns() -> RowBuffer {
        RowBuffer {
            columns: vec![
                ColumnBuilder::Integer(Vec::new()),
                ColumnBuilder::Decimal(Vec::new()),
                ColumnBuilder::Boolean(Vec::new()),
                ColumnBuilder::Code(Vec::new()),
                ColumnBuilder::Nothing,
            ],
            owners: Vec::new(),
            lines: Some(Vec::new()),
            moments: Some(Vec::new()),
        }
    }

    /// All rows of three parts, within this many bytes of memory.
    fn through(budget: usize) -> Vec<String> {
        let budget = MemoryBudget::of(budget);
        let part_of = Arc::new(vec![0, 0, 1, 1, 2]);
        let mut partitions = Partitions::new(&columns(), 3, Some(part_of), &budget);
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
            partitions
                .push(&row, owner, u64::from(line) + 2, moment)
                .unwrap();
        }
        partitions.close().unwrap();
        let first = partitions.take(1).unwrap();
        partitions.put_back(1, first).unwrap();
        let all = (0..3)
            .map(|part| format!("{:?}", partitions.take(part).unwrap()))
            .collect();
        assert_eq!(budget.used.load(Ordering::Relaxed), 0);
        assert_eq!(partitions.take(0).unwrap().len(), 0);
        all
    }

    #[test]
    fn rows_are_the_same_in_memory_and_spilled() {
        let in_memory = through(usize::MAX);
        assert_eq!(through(0), in_memory);
        assert_eq!(through(300_000), in_memory);
    }
}
