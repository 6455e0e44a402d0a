//! The first pass over a file: its fingerprint, its encoding, and the pieces in which it can be read.

use super::encoding::{Encoding, encoding_of};
use super::folder::{Form, Source};
use crate::disk::{Seal, Sealing, open_file};
use crate::ingest::error::IngestError;
use memchr::memchr;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

/// A run of whole lines of a file, by its bytes.
#[derive(Debug, Clone, Copy)]
pub(in crate::ingest) struct Piece {
    pub(in crate::ingest) from: u64,
    /// Where it ends; with the file where nothing is said.
    to: Option<u64>,
}

/// The fingerprint of a file, its encoding, and whether it can be cut.
pub(in crate::ingest) struct Survey {
    pub(in crate::ingest) sha256: String,
    pub(in crate::ingest) encoding: Encoding,
    /// The bytes of a file of which every line end ends a record, so that it can be read from any line on.
    length_in_lines: Option<u64>,
}

/// Passes the bytes of a file on, and hashes them, counts them and looks for quotes.
struct HashingReader<R> {
    input: R,
    sealing: Sealing<io::Sink>,
    has_quote: bool,
    length: u64,
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let bytes = &buffer[..read];
        self.sealing.write_all(bytes)?;
        self.has_quote |= memchr(b'"', bytes).is_some();
        self.length += read as u64;
        Ok(read)
    }
}

impl Source {
    /// Reads the file once: its SHA-256 and its encoding.
    pub(in crate::ingest) fn survey(&self) -> Result<Survey, IngestError> {
        let failed = |error| self.failed(error);
        if self.form == Form::Text && !self.is_packed() {
            return self.survey_text().map_err(failed);
        }
        let sha256 = match &self.form {
            Form::Mapped(rows) => rows.sha256().to_owned(),
            Form::Text | Form::Parquet | Form::Sheet(_) => {
                Seal::of_file(&self.path).map_err(failed)?.sha256
            }
        };
        let encoding = match self.form {
            Form::Text => encoding_of(&mut self.unpacked().map_err(failed)?).map_err(failed)?,
            // What is made of these is UTF-8.
            Form::Parquet | Form::Sheet(_) | Form::Mapped(_) => Encoding::Utf8 { has_mark: false },
        };
        Ok(Survey {
            sha256,
            encoding,
            length_in_lines: None,
        })
    }

    fn survey_text(&self) -> io::Result<Survey> {
        let mut reader = HashingReader {
            input: open_file(&self.path)?,
            sealing: Sealing::new(io::sink()),
            has_quote: false,
            length: 0,
        };
        let encoding = encoding_of(&mut reader)?;
        let mut rest = vec![0; 1 << 18];
        while reader.read(&mut rest)? > 0 {}
        let is_of_lines = encoding == Encoding::Utf8 { has_mark: false } && !reader.has_quote;
        Ok(Survey {
            sha256: reader.sealing.finish().1.sha256,
            encoding,
            length_in_lines: is_of_lines.then_some(reader.length),
        })
    }

    /// Two or more pieces of the file, of whole lines and about this many bytes each, the first with the header; none
    /// where it is shorter or cannot be cut.
    pub(in crate::ingest) fn pieces(&self, survey: &Survey, bytes: u64) -> io::Result<Vec<Piece>> {
        let length = match survey.length_in_lines {
            Some(length) if length >= 2 * bytes => length,
            Some(_) | None => return Ok(Vec::new()),
        };
        let mut input = BufReader::new(open_file(&self.path)?);
        // The header is in the first piece, unless there are more blank lines before it than anyone writes. A line that
        // names the delimiter may precede it.
        let mut head = input.by_ref().take(bytes);
        let mut line = Vec::new();
        for _ in 0..2 {
            line.clear();
            while line.trim_ascii().is_empty() {
                line.clear();
                if head.read_until(b'\n', &mut line)? == 0 {
                    return Ok(Vec::new());
                }
            }
            if !line.ends_with(b"\n") {
                return Ok(Vec::new());
            }
        }
        let mut ends: Vec<u64> = Vec::new();
        while (ends.len() as u64 + 2) * bytes <= length {
            // A line may be longer than a piece.
            let at = ((ends.len() as u64 + 1) * bytes).max(ends.last().copied().unwrap_or(0));
            input.seek(SeekFrom::Start(at))?;
            let skipped = input.skip_until(b'\n')? as u64;
            ends.push(at + skipped);
        }
        let from = std::iter::once(0).chain(ends.iter().copied());
        let to = ends.iter().map(|end| Some(*end)).chain([None]);
        Ok(from.zip(to).map(|(from, to)| Piece { from, to }).collect())
    }

    /// The length of a piece, or of the whole file; 0 where nothing says how long that is.
    pub(in crate::ingest) fn bytes_of(&self, piece: Option<Piece>) -> u64 {
        let end = piece.and_then(|piece| piece.to);
        let end = end.or_else(|| Some(fs::metadata(&self.path).ok()?.len()));
        let from = piece.map_or(0, |piece| piece.from);
        end.map_or(0, |end| end.saturating_sub(from))
    }

    /// The bytes of a piece of a file that can be cut.
    pub(in crate::ingest) fn open_piece(&self, piece: Piece) -> io::Result<Box<dyn Read + Send>> {
        let mut file = open_file(&self.path)?;
        file.seek(SeekFrom::Start(piece.from))?;
        Ok(match piece.to {
            Some(to) => Box::new(file.take(to.saturating_sub(piece.from))),
            None => Box::new(file),
        })
    }
}
