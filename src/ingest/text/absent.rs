//! Cells that say that there is no value, in the words of those who write files.

use crate::model::{Column, Kind, Vocabulary};
use crate::terminology::dialysis_modality;

/// What spreadsheets, statistics programs and databases write for a value that is not there.
const WORDS: [&[u8]; 18] = [
    b"na", b"n/a", b"n.a.", b"nan", b"nat", b"nil", b"null", b"none", b"<na>", b"(null)", b"\\n",
    b"#n/a", b"#null!", b"#ref!", b"#name?", b"#value!", b"#div/0!", b"",
];

/// The longest of them.
const LONGEST: usize = 7;

/// Whether a trimmed cell of this column says "absent", in any case.
///
/// `none` is a value of `action`, and `Na`, written exactly so, is sodium in `analyte`. `?` and `unknown` are texts where
/// the column holds text, and `unknown` is a value where the column lists it.
#[inline]
pub(in crate::ingest) fn is_absent(text: &[u8], column: &Column) -> bool {
    // What says so begins with none of these, or with nothing.
    match text.first() {
        Some(b'0'..=b'9') => false,
        _ => says_absent(text, column),
    }
}

/// Whether a trimmed cell says so in a column of any kind.
pub(in crate::ingest) fn is_absent_in_any(text: &[u8]) -> bool {
    matches!(text, b"." | b"-")
        || (text.len() <= LONGEST && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

fn says_absent(text: &[u8], column: &Column) -> bool {
    let is = |word: &[u8]| text.eq_ignore_ascii_case(word);
    match text {
        b"?" => !holds_text(column),
        b"Na" if column.name == "analyte" => false,
        _ if is(b"none") => column.name != "action",
        _ if is(b"unknown") => !holds_text(column) && !lists_unknown(column),
        _ => is_absent_in_any(text),
    }
}

/// Whether a column holds text that is stored as it is, or names of which those that the terminology does not have are
/// kept.
const fn holds_text(column: &Column) -> bool {
    match column.kind {
        Kind::Text
        | Kind::Word(
            Vocabulary::ToxicityTerm
            | Vocabulary::Reason
            | Vocabulary::Vasopressor
            | Vocabulary::Analyte
            | Vocabulary::Medication
            | Vocabulary::Diagnosis
            | Vocabulary::ResponseCriteria,
        ) => true,
        Kind::Word(
            Vocabulary::OrganSystem | Vocabulary::Modality | Vocabulary::MedicationClass,
        )
        | Kind::Choice(_)
        | Kind::Integer { .. }
        | Kind::Decimal { .. }
        | Kind::Boolean
        | Kind::Hour => false,
    }
}

fn lists_unknown(column: &Column) -> bool {
    match column.kind {
        Kind::Choice(choices) => choices.contains(&"unknown"),
        Kind::Word(Vocabulary::Modality) => dialysis_modality("unknown").is_some(),
        Kind::Word(_)
        | Kind::Text
        | Kind::Integer { .. }
        | Kind::Decimal { .. }
        | Kind::Boolean
        | Kind::Hour => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::text::cells::trim_blanks;
    use crate::model::{COURSES, DIALYSIS, MEASUREMENTS, PATIENTS, TOXICITIES, Table};

    fn is_absent_in(text: &str, table: &'static Table, column: &str) -> bool {
        is_absent(text.as_bytes(), table.column(column).unwrap())
    }

    #[test]
    fn what_programs_write_for_no_value_is_absent_in_every_column() {
        let words = [
            "", "NA", "N/A", "NaN", "NULL", "None", ".", "-", "<NA>", "NaT", "#N/A", "#NULL!",
            "\\N", "n.a.", "(null)", "nil", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!",
        ];
        for word in words {
            for word in [word.to_owned(), word.to_lowercase(), word.to_uppercase()] {
                for (table, column) in [
                    (&TOXICITIES, "grade"),
                    (&TOXICITIES, "resolved_hour"),
                    (&PATIENTS, "race"),
                    (&PATIENTS, "sex"),
                    (&COURSES, "course_id"),
                    (&COURSES, "baseline_dialysis"),
                ] {
                    assert!(is_absent_in(&word, table, column), "{word} in {column}");
                }
            }
        }
        for word in [
            "--",
            "n",
            "NAs",
            "#",
            "nothing",
            "(na)",
            "null value",
            "0",
            "N.A",
        ] {
            assert!(!is_absent_in(word, &PATIENTS, "race"), "{word}");
        }
    }

    #[test]
    fn unknown_and_a_question_mark_are_absent_where_the_column_is_no_text_and_lists_no_such_value()
    {
        for word in ["?", "unknown", "Unknown", "UNKNOWN"] {
            for (table, column) in [
                (&TOXICITIES, "grade"),
                (&TOXICITIES, "action"),
                (&TOXICITIES, "onset_hour"),
                (&COURSES, "regimen"),
                (&COURSES, "best_response"),
                (&COURSES, "response_confirmed"),
                (&DIALYSIS, "modality"),
            ] {
                assert!(is_absent_in(word, table, column), "{word} in {column}");
            }
            for (table, column) in [
                (&PATIENTS, "race"),
                (&PATIENTS, "diagnosis"),
                (&COURSES, "ctcae_version"),
                (&COURSES, "response_criteria"),
                (&TOXICITIES, "term"),
                (&MEASUREMENTS, "unit"),
            ] {
                assert!(!is_absent_in(word, table, column), "{word} in {column}");
            }
        }
        for (table, column) in [
            (&PATIENTS, "sex"),
            (&PATIENTS, "death_cause"),
            (&TOXICITIES, "attribution"),
        ] {
            assert!(!is_absent_in("Unknown", table, column), "{column}");
            assert!(is_absent_in("?", table, column), "{column}");
        }
    }

    #[test]
    fn na_is_absent_but_sodium_is_not() {
        assert!(is_absent_in("Na", &TOXICITIES, "grade"));
        for word in ["NA", "na", "nA"] {
            assert!(is_absent_in(word, &MEASUREMENTS, "analyte"), "{word}");
        }
        assert!(!is_absent_in("Na", &MEASUREMENTS, "analyte"));
        for word in ["none", "None", "NONE"] {
            assert!(is_absent_in(word, &TOXICITIES, "grade"));
            assert!(!is_absent_in(word, &TOXICITIES, "action"));
        }
    }

    #[test]
    fn what_is_left_of_a_cell_of_blanks_is_absent() {
        for blank in [" ", "\t", "\u{b}", "\u{b} \u{c}", "\u{a0}", "\u{2003}\u{b}"] {
            let cell = trim_blanks(blank.as_bytes());
            assert!(is_absent(cell, COURSES.column("course_id").unwrap()));
        }
        assert_eq!(trim_blanks(b"\x0bT1-1 \x0b"), b"T1-1");
    }
}
