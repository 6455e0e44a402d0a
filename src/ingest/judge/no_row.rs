//! Records that have the form of a row and are none: the header once more, and a line of totals below the table.

use crate::ingest::options::DecimalMark;
use crate::ingest::text::absent::is_absent_in_any;
use crate::ingest::text::cells::{parse_decimal, trim_blanks};
use crate::ingest::text::header::Header;
use crate::ingest::text::records::Records;
use crate::terminology::key;

/// The words with which a line of totals begins, as [`key`] writes them.
const TOTALS: [&str; 9] = [
    "total",
    "totals",
    "subtotal",
    "grandtotal",
    "sum",
    "mean",
    "average",
    "median",
    "n",
];

/// What a line of totals is.
pub(in crate::ingest) const TOTAL: &str = "a row of totals, and no row of the table";

/// Bytes of the longest of [`TOTALS`], with a few blanks and marks beside it.
const LONGEST: usize = 24;

/// Why a record with as many fields as the header is no row; `None` if it is one.
pub(super) fn no_row(
    record: &Records<'_>,
    header: &Header,
    mark: DecimalMark,
) -> Option<&'static str> {
    if repeats_header(record, header) {
        Some("the header once more, and no row")
    } else if is_total(record, mark) {
        Some(TOTAL)
    } else {
        None
    }
}

/// Whether each cell reads as the name of its column.
fn repeats_header(record: &Records<'_>, header: &Header) -> bool {
    let repeats = |(field, name): (usize, &String)| reads_as(record.field(field), name);
    header.names.iter().enumerate().all(repeats)
}

/// Whether [`key`] makes this name of a cell. Nearly every cell is told from it by a letter, before any text is made.
fn reads_as(cell: &[u8], name: &str) -> bool {
    if cell.is_ascii() && name.is_ascii() {
        let is_sign = |byte: &&u8| !char::from(**byte).is_whitespace() && !b"-_".contains(byte);
        let signs = cell.iter().filter(is_sign).map(u8::to_ascii_lowercase);
        return signs.eq(name.bytes());
    }
    std::str::from_utf8(cell).is_ok_and(|text| key(text) == name)
}

/// Whether the first cell is one of [`TOTALS`], with a colon or an equals sign perhaps, and all others are numbers or
/// empty.
pub(in crate::ingest) fn is_total(record: &Records<'_>, mark: DecimalMark) -> bool {
    let first = trim_blanks(record.field(0));
    if !matches!(
        first,
        [
            b'A' | b'G' | b'M' | b'N' | b'S' | b'T' | b'a' | b'g' | b'm' | b'n' | b's' | b't',
            ..
        ]
    ) || first.len() > LONGEST
        || first.iter().any(u8::is_ascii_digit)
    {
        return false;
    }
    let is_number_or_empty = |field: usize| {
        let cell = trim_blanks(record.field(field));
        is_absent_in_any(cell) || parse_decimal(cell, mark).is_some()
    };
    std::str::from_utf8(first).is_ok_and(|text| {
        let word = key(text.trim_end_matches([':', '=', ' ']));
        TOTALS.contains(&word.as_ref())
    }) && (1..record.len()).all(is_number_or_empty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::source::folder::Source;
    use crate::model::DOSES;

    /// Why the record below the header is no row.
    fn told(header: &str, record: &str) -> Option<&'static str> {
        let text = format!("{header}\n{record}\n");
        let source = Source::of_text("doses.csv");
        let mut records = Records::new(&source, Box::new(text.as_bytes()), b',');
        assert!(records.advance().unwrap());
        let header = Header::read(&DOSES, &records).unwrap();
        assert!(records.advance().unwrap());
        no_row(&records, &header, DecimalMark::Point)
    }

    const DOSE: &str = "course_id,cycle,dose_number,status,hour,Straße";

    #[test]
    fn a_record_that_repeats_the_header_is_no_row() {
        for again in [
            DOSE,
            "Course ID,CYCLE,dose-number, status ,hour,Straße",
            "\"course_id\",cycle,dosenumber,status,hour,STRASSE",
        ] {
            let is_header = again != "\"course_id\",cycle,dosenumber,status,hour,STRASSE";
            assert_eq!(told(DOSE, again).is_some(), is_header, "{again}");
        }
        assert_eq!(told(DOSE, "course_id,1,1,given,0,"), None);
    }

    #[test]
    fn a_line_of_totals_is_no_row() {
        for total in [
            "Total,4,,,,",
            "TOTALS,,,,,",
            "sub-total:,2,14,,8.5,",
            "Grand total,1,2,3,4,5",
            "sum,,,,1e3,-2",
            "Mean,1.5,NA,,,",
            "average,1,,,,",
            "Median,1,,,,",
            "N = ,3,,,,",
        ] {
            assert!(told(DOSE, total).is_some(), "{total}");
        }
        for row in [
            "Total,1,1,given,0,",
            "Totally,1,1,,0,",
            "N1,1,1,,0,",
            "C1,1,1,,0,",
            ",Total,1,,,",
            "T,1,1,,0,",
        ] {
            assert_eq!(told(DOSE, row), None, "{row}");
        }
    }
}
