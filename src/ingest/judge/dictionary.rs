//! Text columns: each distinct cell is interpreted once and kept as a code.

use super::short_key::ShortKey;
use crate::ingest::limits::{self, Limit};
use crate::ingest::rows::typed::SortedDictionary;
use crate::ingest::text::absent::is_absent;
use crate::ingest::text::cells::{parse_choice, parse_diagnosis};
use crate::model::{ABSENT_CODE, Column, Kind, ResponseCriteria, Vocabulary};
use crate::terminology;
use foldhash::{HashMap, HashMapExt};
use std::borrow::Cow;

/// The meaning of a cell of a text column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum DictionaryEntry {
    Absent,
    /// An index of the column's texts.
    Code(u32),
    /// A text that the column's closed list does not have.
    OutOfDomain,
}

/// How many short cells are kept at hand: most columns have fewer distinct texts.
const RECENT: usize = 256;

/// The distinct texts of one column.
#[derive(Debug)]
pub(in crate::ingest) struct Dictionary {
    known: HashMap<Box<[u8]>, DictionaryEntry>,
    /// Short cells that were seen lately with their entries, each in the slot of its bytes: rows of one course lie
    /// together, and most columns have few texts.
    recent: Vec<(ShortKey, DictionaryEntry)>,
    /// Bytes of all known cells.
    bytes: usize,
    texts: Vec<String>,
    /// For each text: how many kept rows have it. Others are of quarantined rows alone, and may identify someone.
    kept_rows: Vec<u64>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Self {
            known: HashMap::new(),
            bytes: 0,
            recent: vec![(ShortKey::default(), DictionaryEntry::Absent); RECENT],
            texts: Vec::new(),
            kept_rows: Vec::new(),
        }
    }
}

impl Dictionary {
    /// The entry of a trimmed cell of this column.
    pub(in crate::ingest) fn read(&mut self, cell: &[u8], column: &Column) -> DictionaryEntry {
        let short = ShortKey::of(cell);
        if let Some(short) = short {
            let (known, entry) = self.recent[short.slot(RECENT)];
            if known == short {
                return entry;
            }
        }
        let entry = if let Some(&entry) = self.known.get(cell) {
            entry
        } else {
            let entry = self.interpret(cell, column);
            self.bytes += cell.len();
            self.known.entry(cell.into()).or_insert(entry);
            entry
        };
        if let Some(short) = short {
            self.recent[short.slot(RECENT)] = (short, entry);
        }
        entry
    }

    /// The code of a text, new or known.
    pub(in crate::ingest) fn code(&mut self, text: &str) -> u32 {
        // A text that is stored means itself.
        if let Some(&DictionaryEntry::Code(code)) = self.known.get(text.as_bytes()) {
            return code;
        }
        let code = u32::try_from(self.texts.len());
        let code = code.expect("2^32 distinct texts fit no machine");
        self.texts.push(text.to_owned());
        self.kept_rows.push(0);
        self.known
            .insert(text.as_bytes().into(), DictionaryEntry::Code(code));
        code
    }

    /// The limit that the column exceeds with its different cells, which may be those of the table's own identifiers.
    pub(in crate::ingest) fn exceeds(&self, are_own_ids: bool) -> Option<Limit> {
        let (is_overfull, limit) = if are_own_ids {
            let is_overfull = self.bytes > limits::IDENTIFIER_BYTES;
            (is_overfull, Limit::Identifiers)
        } else {
            let is_long = self.bytes > limits::DISTINCT_BYTES;
            (
                is_long || self.known.len() > limits::DISTINCT,
                Limit::Distinct,
            )
        };
        is_overfull.then_some(limit)
    }

    /// The text of a code.
    pub(in crate::ingest) fn text(&self, code: u32) -> &str {
        &self.texts[code as usize]
    }

    /// Notes that a kept row has this text.
    pub(in crate::ingest) fn keep(&mut self, code: u32) {
        self.kept_rows[code as usize] += 1;
    }

    /// Notes that a row is not kept after all that has this text.
    pub(in crate::ingest) fn forget(&mut self, code: u32) {
        self.kept_rows[code as usize] -= 1;
    }

    /// The texts of kept rows in the order of their bytes, and for each code its index in that order.
    pub(in crate::ingest) fn into_sorted(self) -> SortedDictionary {
        let Self {
            texts, kept_rows, ..
        } = self;
        let mut kept: Vec<(String, usize)> = texts
            .into_iter()
            .zip(0..)
            .filter(|(_, code)| kept_rows[*code] > 0)
            .collect();
        kept.sort_unstable();
        let mut ranks = vec![ABSENT_CODE; kept_rows.len()];
        for (rank, (_, code)) in (0..).zip(&kept) {
            ranks[*code] = rank;
        }
        let words = kept.into_iter().map(|(text, _)| text).collect();
        SortedDictionary { words, ranks }
    }

    fn interpret(&mut self, cell: &[u8], column: &Column) -> DictionaryEntry {
        if is_absent(cell, column) {
            return DictionaryEntry::Absent;
        }
        // The record was checked to be UTF-8 before its cells are read.
        let text = String::from_utf8_lossy(cell);
        match meaning(text.trim(), column) {
            Some(text) => DictionaryEntry::Code(self.code(&text)),
            None => DictionaryEntry::OutOfDomain,
        }
    }
}

/// The text that is stored for a cell; `None` where the column's closed list does not have it.
fn meaning<'a>(text: &'a str, column: &Column) -> Option<Cow<'a, str>> {
    match column.kind {
        Kind::Choice(choices) => {
            let sex = match (column.name, text) {
                ("sex", "F" | "f") => Some("female"),
                ("sex", "M" | "m") => Some("male"),
                // As CDISC writes it; X is what passports and registers write.
                ("sex", "U" | "u") => Some("unknown"),
                ("sex", "X" | "x") => Some("other"),
                _ => None,
            };
            sex.or_else(|| parse_choice(text, choices))
                .map(Cow::Borrowed)
        }
        Kind::Word(Vocabulary::OrganSystem) => {
            let row = terminology::organ_system(text)?;
            Some(Cow::Borrowed(&terminology::organ_systems()[row].name))
        }
        Kind::Word(Vocabulary::Modality) => {
            let row = terminology::dialysis_modality(text)?;
            Some(Cow::Borrowed(&terminology::dialysis_modalities()[row].code))
        }
        Kind::Word(Vocabulary::MedicationClass) => {
            terminology::medication_class(text).map(Cow::Borrowed)
        }
        Kind::Word(Vocabulary::Diagnosis) => Some(Cow::Borrowed(parse_diagnosis(text))),
        Kind::Word(Vocabulary::ResponseCriteria) => {
            let named = parse_choice(text, ResponseCriteria::NAMES);
            Some(Cow::Borrowed(named.unwrap_or(text)))
        }
        Kind::Word(
            Vocabulary::ToxicityTerm
            | Vocabulary::Reason
            | Vocabulary::Vasopressor
            | Vocabulary::Analyte
            | Vocabulary::Medication,
        )
        | Kind::Text
        | Kind::Integer { .. }
        | Kind::Decimal { .. }
        | Kind::Boolean
        | Kind::Hour => Some(Cow::Borrowed(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{COURSES, DIALYSIS, PATIENTS};

    #[test]
    fn a_choice_is_found_in_any_writing() {
        let mut dictionary = Dictionary::default();
        let regimen = COURSES.column("regimen").unwrap();
        let code = dictionary.read(b"HD IL-2", regimen);
        assert_eq!(code, dictionary.read(b"hd_il2", regimen));
        assert_eq!(dictionary.read(b"n/a", regimen), DictionaryEntry::Absent);
        assert_eq!(
            dictionary.read(b"maybe", regimen),
            DictionaryEntry::OutOfDomain
        );
    }

    #[test]
    fn a_column_has_only_so_many_different_texts() {
        let race = PATIENTS.column("race").unwrap();
        let mut many = Dictionary::default();
        for number in 0..limits::DISTINCT {
            many.read(format!("race {number}").as_bytes(), race);
            many.read(b"race 1", race);
        }
        assert_eq!(many.exceeds(false), None);
        many.read(b"one more", race);
        assert_eq!(many.exceeds(false), Some(Limit::Distinct));
        assert_eq!(many.exceeds(true), None);
        let mut long = Dictionary::default();
        for number in 0..129 {
            assert_eq!(long.exceeds(false).is_some(), number > 64);
            long.read("x".repeat((1 << 20) - number).as_bytes(), race);
        }
        assert_eq!(long.exceeds(true), Some(Limit::Identifiers));
    }

    #[test]
    fn the_letters_of_sex_are_read() {
        let mut dictionary = Dictionary::default();
        let sex = PATIENTS.column("sex").unwrap();
        let mut stored = |cell: &str| match dictionary.read(cell.as_bytes(), sex) {
            DictionaryEntry::Code(code) => dictionary.text(code).to_owned(),
            DictionaryEntry::Absent => "absent".to_owned(),
            DictionaryEntry::OutOfDomain => "out of domain".to_owned(),
        };
        let read = ["F", "m", "U", "u", "X", "x", "Unknown", "Other", "?", "UN"].map(&mut stored);
        let (unknown, other) = ("unknown", "other");
        let expected = [
            "female",
            "male",
            unknown,
            unknown,
            other,
            other,
            unknown,
            other,
            "absent",
            "out of domain",
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn criteria_of_response_have_one_spelling_and_others_are_kept() {
        let mut dictionary = Dictionary::default();
        let criteria = COURSES.column("response_criteria").unwrap();
        let mut stored = |cell: &[u8]| match dictionary.read(cell, criteria) {
            DictionaryEntry::Code(code) => dictionary.text(code).to_owned(),
            DictionaryEntry::Absent | DictionaryEntry::OutOfDomain => panic!("it has a text"),
        };
        assert_eq!(stored(b"recist1.1"), "RECIST 1.1");
        assert_eq!(stored(b"RECIST_1.0"), "RECIST 1.0");
        assert_eq!(stored(b"IR-RECIST"), "irRECIST");
        assert_eq!(stored(b"who"), "WHO");
        assert_eq!(stored(b"mRECIST"), "mRECIST");
    }

    #[test]
    fn a_modality_is_stored_as_its_code() {
        let mut dictionary = Dictionary::default();
        let DictionaryEntry::Code(code) =
            dictionary.read(b"Hemodialysis", DIALYSIS.column("modality").unwrap())
        else {
            panic!()
        };
        assert_eq!(dictionary.text(code), "ihd");
        let DictionaryEntry::Code(code) =
            dictionary.read(b"mRCC", PATIENTS.column("diagnosis").unwrap())
        else {
            panic!()
        };
        assert_eq!(dictionary.text(code), "renal_cell_carcinoma");
    }
}
