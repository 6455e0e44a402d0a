//! Files of events, judged several slices at a time: in one round those whose hours are numbers, and doses; in another
//! those that need the first given dose. A file that proves not to be as it seemed is judged once more.

use super::events::{Events, ExportContext, joined_too_much, judge_slice};
use crate::ingest::error::IngestError;
use crate::ingest::judge::course_index::TimeZeros;
use crate::ingest::judge::file::JudgedFile;
use crate::ingest::judge::plan::{FileSlice, PlannedFile};
use crate::ingest::source::folder::Source;
use crate::ingest::source::survey::Piece;
use crate::ingest::text::moment::TimesOfDay;
use crate::model::{TABLES, Table, TableId};
use rayon::prelude::*;
use std::cmp::Reverse;

/// Reads doses and all tables of events, several slices at a time, the longest tables first. They come in the order of
/// the model.
///
/// Files whose hours are counted from the first given dose are read in a second round, when doses are known.
pub(in crate::ingest) fn read_events<'a>(
    sources: &'a [Option<Source>],
    context: ExportContext<'_>,
) -> Result<Vec<Events>, IngestError> {
    let size = |table: &usize| {
        let source = sources[*table].as_ref();
        source.and_then(|source| std::fs::metadata(&source.path).ok().map(|file| file.len()))
    };
    let mut order: Vec<usize> = (TableId::Doses as usize..TABLES.len()).collect();
    order.sort_by_key(|table| Reverse(size(table)));
    let mut plans: Vec<(usize, Result<Plan<'a>, IngestError>)> = order
        .iter()
        .filter_map(|&table| Some((table, sources[table].as_ref()?)))
        .par_bridge()
        .map(|(table, source)| (table, plan(TABLES[table], source, context)))
        .collect();
    // In the order of the model, whichever was read first: the same one of several errors is reported.
    plans.sort_unstable_by_key(|(table, _)| *table);
    let mut planned: Vec<Option<Plan<'a>>> = TABLES.iter().map(|_| None).collect();
    for (table, plan) in plans {
        planned[table] = Some(plan?);
    }
    let mut files: Vec<Option<PlannedFile<'a>>> = TABLES.iter().map(|_| None).collect();
    let (mut now, mut later, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for table in order {
        match planned[table].take() {
            None => {}
            Some(Err(error)) => refused.push((table, 0, Err(error))),
            Some(Ok((file, slices))) => {
                let waits = file.frame.header.has_date_times() && table != TableId::Doses as usize;
                let round = if waits { &mut later } else { &mut now };
                let slices = slices.into_iter().enumerate();
                round.extend(slices.map(|(number, slice)| (table, number, slice)));
                files[table] = Some(file);
            }
        }
    }
    let mut judged = judge_tables(now, refused, sources, &mut files, &[], &[], context)?;
    let close = |file: &Option<PlannedFile<'_>>, table: usize, judged| match file {
        Some(file) => Events::close(file, judged, context),
        None => Ok((Events::not_collected(TABLES[table]), TimeZeros::new())),
    };
    let doses = TableId::Doses as usize;
    let of_doses = std::mem::take(&mut judged[doses]);
    let (doses, time_zeros) = close(&files[doses], doses, of_doses)?;
    let slices = later
        .iter()
        .map(|(table, number, slice)| (*table, *number, slice.piece()));
    let known = times_of_day(&slices.collect::<Vec<_>>(), &files, context)?;
    for (file, times) in files.iter_mut().zip(&known) {
        if let Some(file) = file {
            file.frame.know_days_alone(times);
        }
    }
    let none = Vec::new();
    let later = judge_tables(
        later,
        none,
        sources,
        &mut files,
        &time_zeros,
        &known,
        context,
    )?;
    let others: Vec<Events> = judged
        .into_par_iter()
        .zip(later)
        .enumerate()
        .skip(TableId::Doses as usize + 1)
        .map(|(table, (now, later))| {
            let judged = if now.is_empty() { later } else { now };
            close(&files[table], table, judged)
        })
        .map(|closed| closed.map(|(events, _)| events))
        .collect::<Result<_, _>>()?;
    Ok(std::iter::once(doses).chain(others).collect())
}

/// For each table of the model of which there are slices (each the indices of its table and of it, and the piece of the
/// file; the whole file where it is none), how many date-times of each column of its file have a time of day, as far as that shows
/// whether any has.
fn times_of_day(
    slices: &[(usize, usize, Option<Piece>)],
    files: &[Option<PlannedFile<'_>>],
    context: ExportContext<'_>,
) -> Result<Vec<Vec<TimesOfDay>>, IngestError> {
    let of_slice = |&(table, number, piece): &(usize, usize, Option<Piece>)| {
        let file = files[table].as_ref().expect("a slice is of a file");
        (table, number, file.times_of_day(piece, context.options))
    };
    let mut counted: Vec<_> = slices.par_iter().map(of_slice).collect();
    // Of several errors the first in the model's order is reported.
    counted.sort_unstable_by_key(|(table, number, _)| (*table, *number));
    let mut of_tables: Vec<Vec<TimesOfDay>> = files.iter().map(|_| Vec::new()).collect();
    for (table, _, times) in counted {
        let times = times?;
        let known = &mut of_tables[table];
        known.resize(times.len(), TimesOfDay::default());
        for (known, times) in known.iter_mut().zip(times) {
            known.add(times);
        }
    }
    Ok(of_tables)
}

/// A file and the slices in which it is read; an error where its header is refused.
type Plan<'a> = Result<(PlannedFile<'a>, Vec<FileSlice<'a>>), IngestError>;

/// Reads a file once for its fingerprint and its header, and cuts it. An error of the header is kept: rows of tables
/// before it in the model are refused first.
fn plan<'a>(
    table: &'static Table,
    source: &'a Source,
    context: ExportContext<'_>,
) -> Result<Plan<'a>, IngestError> {
    let survey = source.survey()?;
    let planned = PlannedFile::of(table, source, survey, context.options);
    Ok(planned.and_then(|(file, records)| {
        let slices = file.slices(records, context.bytes)?;
        Ok((file, slices))
    }))
}

/// Judges slices, as [`judge_slices`] does, and those of a table once more where too many decimal numbers were taken for
/// whole ones.
fn judge_tables<'a>(
    slices: Vec<(usize, usize, FileSlice<'a>)>,
    refused: Vec<Judged>,
    sources: &'a [Option<Source>],
    files: &mut [Option<PlannedFile<'a>>],
    time_zeros: &[Option<i64>],
    known: &[Vec<TimesOfDay>],
    context: ExportContext<'_>,
) -> Result<Vec<Vec<JudgedFile>>, IngestError> {
    let mut judged = judge_slices(slices, refused, files, time_zeros, context)?;
    for (table, source) in sources.iter().enumerate() {
        let Some(source) = source else { continue };
        if !joined_too_much(&judged[table], context) {
            continue;
        }
        judged[table].clear();
        let (mut file, slices) = plan(TABLES[table], source, context)??;
        if let Some(times) = known.get(table) {
            file.frame.know_days_alone(times);
        }
        files[table] = Some(file);
        let slices = slices.into_iter().enumerate();
        let slices = slices.map(|(number, slice)| (table, number, slice));
        let apart = ExportContext {
            joins_decimals: false,
            ..context
        };
        let mut again = judge_slices(slices.collect(), Vec::new(), files, time_zeros, apart)?;
        judged[table] = std::mem::take(&mut again[table]);
    }
    Ok(judged)
}

/// What became of a slice, with the indices of its table and of it.
type Judged = (usize, usize, Result<JudgedFile, IngestError>);

/// Judges slices, each with the indices of its table and of it, several at a time. For each table of the model its
/// slices, in their order. Of several errors, those in `refused` included, the first in the model's order is reported.
fn judge_slices<'a>(
    slices: Vec<(usize, usize, FileSlice<'a>)>,
    refused: Vec<Judged>,
    files: &[Option<PlannedFile<'a>>],
    time_zeros: &[Option<i64>],
    context: ExportContext<'_>,
) -> Result<Vec<Vec<JudgedFile>>, IngestError> {
    let judge = |(table, number, slice): (usize, usize, FileSlice<'a>)| -> Judged {
        let file = files[table].as_ref().expect("a slice is of a file");
        let bytes = file.source.bytes_of(slice.piece());
        let judged = judge_slice(file, slice, time_zeros, context);
        (context.judged)(bytes);
        (table, number, judged)
    };
    let mut judged: Vec<Judged> = slices.into_iter().par_bridge().map(judge).collect();
    judged.extend(refused);
    judged.sort_unstable_by_key(|(table, number, _)| (*table, *number));
    let mut of_tables: Vec<Vec<JudgedFile>> = files.iter().map(|_| Vec::new()).collect();
    let mut lines = 0;
    for (table, number, slice) in judged {
        if number == 0 {
            lines = 0;
        }
        let mut slice = slice.map_err(|error| error.further_down(lines))?;
        for row in &mut slice.quarantined {
            row.line += lines;
        }
        lines += slice.lines;
        of_tables[table].push(slice);
    }
    Ok(of_tables)
}
