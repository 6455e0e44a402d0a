//! Cells of own columns: texts as they are, whose type is found when all rows of the store are known.

use super::dictionary::Dictionary;
use crate::ingest::rows::typed::Cell;
use crate::ingest::text::absent::is_absent_in_any;
use crate::ingest::text::cells::trim_blanks;
use crate::ingest::text::header::Header;
use crate::ingest::text::records::Records;

/// Characters of a text: covariates are no notes.
const LONGEST: usize = 64;

/// Fills the cells behind those of the table with the record's own columns. Gives the first column whose text is too long.
pub(super) fn read_own_cells<'a>(
    header: &'a Header,
    record: &Records<'_>,
    cells: &mut [Cell],
    dictionaries: &mut [Dictionary],
) -> Option<&'a str> {
    let mut too_long = None;
    let columns = header.own.iter().zip(cells).zip(dictionaries);
    for (((name, field), to), dictionary) in columns {
        let cell = trim_blanks(record.field(*field));
        let text = String::from_utf8_lossy(cell);
        *to = if is_absent_in_any(cell) {
            Cell::Absent
        } else if text.chars().nth(LONGEST).is_some() {
            too_long.get_or_insert(name.as_str());
            Cell::Unread
        } else {
            Cell::Code(dictionary.code(&text))
        };
    }
    too_long
}

/// Why a row with such a text is quarantined.
pub(super) const TOO_LONG: &str = "longer than 64 characters";
