//! What must be true of the value of any cell.

use crate::ingest::DecimalMark;
use crate::ingest::judge::dictionary::{Dictionary, DictionaryEntry};
use crate::ingest::privacy::identifiers::form_of;
use crate::ingest::rows::typed::SortedDictionary;
use crate::ingest::source::encoding::encoding_of;
use crate::ingest::text::absent::is_absent;
use crate::ingest::text::cells::{
    parse_boolean, parse_choice, parse_decimal, parse_diagnosis, parse_integer, trim_blanks,
};
use crate::ingest::text::moment::parse_moment;
use crate::model::{COURSES, Column, Kind, TABLES, TOLERANCE};
use crate::notation::shown;
use crate::terminology as words_of;
use crate::terminology::{key, parse_rate_unit, parse_unit};
use chrono::DateTime;
use std::io::Read;

/// Proves what is true of a cell: of its numbers, names, units, nearest names, of what a column makes of it, or of its
/// bytes as a file.
pub fn prove(what: u8, which: u8, bytes: &[u8]) {
    let cell = trim_blanks(bytes);
    let text = std::str::from_utf8(cell);
    match (what % 6, text) {
        (0, _) => {
            assert_eq!(trim_blanks(cell), cell, "trimming twice");
            prove_numbers(cell);
            prove_boolean(cell);
            prove_date_time(cell);
            let _ = form_of(cell, true);
        }
        (1, Ok(text)) => prove_names(text),
        (2, Ok(text)) => prove_units(text),
        (3, Ok(text)) => prove_nearest(text, which),
        (4, _) => prove_column(cell, which),
        _ => prove_encoding(bytes),
    }
}

fn prove_numbers(cell: &[u8]) {
    let (point, comma) = (DecimalMark::Point, DecimalMark::Comma);
    let swapped: Vec<u8> = cell
        .iter()
        .map(|byte| match byte {
            b'.' => b',',
            b',' => b'.',
            other => *other,
        })
        .collect();
    let number = parse_decimal(cell, point);
    assert_eq!(
        number,
        parse_decimal(&swapped, comma),
        "a comma for a point"
    );
    let whole = parse_integer(cell, point);
    assert_eq!(whole, parse_integer(&swapped, comma), "a comma for a point");
    if let Some(number) = number {
        assert!(number.is_finite());
        let text = number.to_string();
        let again = parse_decimal(text.as_bytes(), point);
        assert_eq!(again.map(f64::to_bits), Some(number.to_bits()), "{text}");
        // What a spreadsheet says of the same number.
        let text = format!("{number:E}");
        assert_eq!(
            parse_decimal(text.as_bytes(), point),
            Some(number),
            "{text}"
        );
    }
    if let Some(whole) = whole {
        let text = whole.to_string();
        assert_eq!(parse_integer(text.as_bytes(), point), Some(whole), "{text}");
        #[expect(
            clippy::cast_precision_loss,
            reason = "the same rounding as of the text"
        )]
        let as_decimal = whole as f64;
        let is_near = |number: f64| (number - as_decimal).abs() <= TOLERANCE;
        assert!(number.is_some_and(is_near), "a whole number is a number");
    }
}

fn prove_boolean(cell: &[u8]) {
    let value = parse_boolean(cell);
    assert_eq!(value, parse_boolean(&cell.to_ascii_uppercase()));
    if let Some(value) = value {
        assert_eq!(parse_boolean(value.to_string().as_bytes()), Some(value));
        assert!(!is_absent(
            cell,
            COURSES
                .column("baseline_dialysis")
                .expect("a column of courses")
        ));
    }
}

fn prove_date_time(cell: &[u8]) {
    let Some(read) = parse_moment(cell) else {
        return;
    };
    let moment = DateTime::from_timestamp_micros(read.micros)
        .expect("a moment that was read")
        .naive_utc();
    let format = if read.is_date {
        "%Y-%m-%d"
    } else {
        "%Y-%m-%d %H:%M:%S%.6f"
    };
    let text = moment.format(format).to_string();
    assert_eq!(parse_moment(text.as_bytes()), Some(read), "{text}");
    // A moment of our time stands in no other column.
    if ("1900".."2100").contains(&&text[..4]) {
        let form = form_of(cell, false);
        assert_eq!(form, Some("a full calendar date"), "{text}");
    }
}

fn prove_names(text: &str) {
    let plain = key(text);
    assert_eq!(key(&plain), plain, "the key of a key");
    let line = shown(text);
    assert!(!line.chars().any(char::is_control), "{line:?}");
    assert_eq!(shown(&line), line);
    // A name is known in whatever way it is written.
    assert_eq!(words_of::organ_system(text), words_of::organ_system(&plain));
    // Whatever events a text joins, each is known by its own name, once.
    let events = words_of::toxicity_events(text);
    for (index, event) in events.iter().enumerate() {
        assert_eq!(words_of::toxicity_events(event.name), [*event], "{text}");
        assert!(!events[..index].contains(event), "{text}");
    }
    assert_eq!(words_of::vasopressor(text), words_of::vasopressor(&plain));
    assert_eq!(
        words_of::medication_class(text),
        words_of::medication_class(&plain)
    );
    if let Some(term) = words_of::toxicity_term(text) {
        let name = &words_of::toxicity_terms()[term].name;
        assert_eq!(words_of::toxicity_term(name), Some(term));
    }
    if let Some(agent) = words_of::vasopressor(text) {
        let name = &words_of::vasopressors()[agent].name;
        assert_eq!(words_of::vasopressor(name), Some(agent));
    }
    if let Some(modality) = words_of::dialysis_modality(text) {
        let code = &words_of::dialysis_modalities()[modality].code;
        assert_eq!(words_of::dialysis_modality(code), Some(modality));
    }
    let diagnosis = parse_diagnosis(text);
    assert_eq!(parse_diagnosis(diagnosis), diagnosis);
}

fn prove_nearest(text: &str, which: u8) {
    let near = match which % 5 {
        0 => words_of::nearest_toxicity_terms(text),
        1 => words_of::nearest_reasons(text),
        2 => words_of::nearest_vasopressors(text),
        3 => words_of::nearest_analytes(text),
        _ => words_of::nearest_medications(text),
    };
    assert!(near.len() <= 3);
}

fn prove_units(text: &str) {
    let unit = parse_unit(text);
    if let Some(rate) = parse_rate_unit(text) {
        for same in [
            text.to_lowercase(),
            format!(" {text}."),
            text.replace('/', " / "),
        ] {
            assert_eq!(parse_rate_unit(&same), Some(rate), "{same}");
        }
        let one = rate.factor_to(rate, Some(80.0));
        assert_eq!(one, Some(1.0), "{unit}");
        for other in ["ug/kg/min", "U/min"] {
            let other = parse_rate_unit(other).expect("a unit");
            let (there, back) = (
                rate.factor_to(other, Some(80.0)),
                other.factor_to(rate, Some(80.0)),
            );
            let both = there.zip(back).map(|(there, back)| there * back);
            assert!(both.is_none_or(|both| (both - 1.0).abs() < 1e-12), "{unit}");
        }
    }
    for analyte in words_of::analytes() {
        if let Some(value) = analyte.in_own_unit(1.0, text) {
            assert!(value.is_finite(), "{unit}");
        }
    }
    if let Some(analyte) = words_of::analyte(text) {
        let name = &words_of::analytes()[analyte].name;
        assert_eq!(words_of::analyte(name), Some(analyte));
    }
}

/// What a text column makes of a cell, it makes of it again, and of what it made.
fn prove_column(cell: &[u8], which: u8) {
    let is_text = |column: &&Column| {
        column.is_exported() && matches!(column.kind, Kind::Text | Kind::Choice(_) | Kind::Word(_))
    };
    let columns = || {
        TABLES
            .iter()
            .flat_map(|table| table.columns)
            .filter(is_text)
    };
    let place = usize::from(which) % columns().count();
    if let Some(column) = columns().nth(place) {
        prove_word(cell, column);
    }
}

fn prove_word(cell: &[u8], column: &Column) {
    let mut dictionary = Dictionary::default();
    let entry = dictionary.read(cell, column);
    dictionary.read(b"something else", column);
    assert_eq!(dictionary.read(cell, column), entry);
    assert_eq!(
        entry == DictionaryEntry::Absent,
        is_absent(cell, column),
        "{}",
        column.name
    );
    if let DictionaryEntry::Code(code) = entry {
        let text = dictionary.text(code).to_owned();
        assert_eq!(
            dictionary.read(text.as_bytes(), column),
            entry,
            "{}",
            column.name
        );
        if let Kind::Choice(choices) = column.kind {
            assert_eq!(parse_choice(&text, choices), Some(text.as_str()));
        }
        dictionary.keep(code);
        let SortedDictionary { words, ranks } = dictionary.into_sorted();
        assert_eq!(words[ranks[code as usize] as usize], text);
        assert!(words.is_sorted_by(|a, b| a < b));
    }
}

/// What is UTF-8 as a whole is read as it is; whatever it is, it is read to its end.
fn prove_encoding(bytes: &[u8]) {
    let open = || Box::new(std::io::Cursor::new(bytes.to_vec()));
    let encoding = encoding_of(&mut open()).expect("bytes in memory can be read");
    let mut text = Vec::new();
    let mut decoded = encoding
        .decoded(open())
        .expect("bytes in memory can be decoded");
    decoded
        .read_to_end(&mut text)
        .expect("bytes in memory can be decoded");
    let has_mark = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"]
        .iter()
        .any(|mark| bytes.starts_with(mark));
    if !has_mark && std::str::from_utf8(bytes).is_ok() {
        assert_eq!(text, bytes);
    }
    // A mark with nothing behind it is left as it is: no text either.
    if encoding.is_converted() && bytes.len() > 2 {
        prove_converted(&text);
    }
}

/// What was converted is text. Where it breaks off, or its last character stands behind half a pair, the decoder may give
/// the last character in part: no text, so that the record is quarantined as it is for the missing half.
fn prove_converted(text: &[u8]) {
    let Err(error) = std::str::from_utf8(text) else {
        return;
    };
    let (whole, rest) = text.split_at(error.valid_up_to());
    let replaced = "\u{fffd}".as_bytes();
    assert_eq!(error.error_len(), None, "{rest:?}");
    assert!(
        replaced.starts_with(rest) || whole.ends_with(replaced),
        "{rest:?}"
    );
}
