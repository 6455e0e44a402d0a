//! A file's records, from its first one on: the delimiter found, the header at hand.

use super::header::delimiter_of;
use super::records::Records;
use crate::ingest::error::IngestError;
use crate::ingest::limits::{self, Limit};
use crate::ingest::options::Options;
use crate::ingest::source::folder::Source;
use crate::ingest::source::survey::{Piece, Survey};
use std::io::Read;

/// The records of a file, before the first one.
pub(crate) fn records_of(
    source: &Source,
    survey: &Survey,
    options: &Options,
) -> Result<Records<'static>, IngestError> {
    let failed = |error| source.failed(error);
    let text = source
        .open(survey.encoding, options.decimal)
        .map_err(failed)?;
    if text.counts_rows {
        // The text was made here, with commas: names of columns may hold any other delimiter.
        let mut records = Records::new(text.input, b',');
        records.count_rows();
        return Ok(records);
    }
    let mut head = Vec::new();
    text.input
        .take(1 << 16)
        .read_to_end(&mut head)
        .map_err(failed)?;
    let first = head
        .split(|&byte| byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty())
        .unwrap_or_default();
    let text = source
        .open(survey.encoding, options.decimal)
        .map_err(failed)?;
    let mut records = Records::new(text.input, delimiter_of(first));
    if text.is_converted {
        records.refuse_replacements();
    }
    Ok(records)
}

/// The records of a file, the header being the current one.
pub(crate) fn head_of(
    source: &Source,
    survey: &Survey,
    options: &Options,
) -> Result<Records<'static>, IngestError> {
    let mut records = records_of(source, survey, options)?;
    let has_header = records.advance().map_err(|error| source.failed(error))?;
    if !has_header || records.malformed().is_some() {
        return Err(IngestError::NoHeader {
            file: source.name.clone(),
        });
    }
    if records.len() > limits::COLUMNS {
        return Err(IngestError::OverLimit {
            file: source.name.clone(),
            limit: Limit::Columns,
        });
    }
    Ok(records)
}

/// The records of a piece of a file behind its first one; `header` is at the header of the file.
pub(crate) fn piece_of(
    source: &Source,
    piece: Piece,
    header: &Records<'_>,
) -> Result<Records<'static>, IngestError> {
    let input = source
        .open_piece(piece)
        .map_err(|error| source.failed(error))?;
    Ok(Records::new(input, header.delimiter()))
}

/// Refuses a file whose lines end in a carriage return alone: its rows would be columns of the header.
pub(crate) fn refuse_bare_returns(
    source: &Source,
    header: &Records<'_>,
) -> Result<(), IngestError> {
    let has_bare_return = |index| {
        let name = header.field(index).trim_ascii();
        let is_bare = |at: usize| name[at] == b'\r' && name.get(at + 1) != Some(&b'\n');
        (0..name.len()).any(is_bare)
    };
    if (0..header.len()).any(has_bare_return) {
        return Err(IngestError::Broken {
            file: source.name.clone(),
            what: "a carriage return stands in its header: lines end in LF or CRLF".to_owned(),
        });
    }
    Ok(())
}
