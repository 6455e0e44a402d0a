//! Headers that name an identifier: by their words, however they are joined.

use crate::ingest::text::ids::is_invisible;
use crate::model::TABLES;
use crate::terminology::key;
use unicode_normalization::UnicodeNormalization;

/// Words that name an identifier.
const WORDS: [&str; 32] = [
    "name",
    "surname",
    "forename",
    "initials",
    "mrn",
    "ssn",
    "npi",
    "dob",
    "birthdate",
    "birthday",
    "birthyear",
    "address",
    "street",
    "city",
    "zip",
    "postcode",
    "zipcode",
    "telephone",
    "phone",
    "mobile",
    "fax",
    "email",
    "account",
    "insurance",
    "policy",
    "passport",
    "photo",
    "url",
    "latitude",
    "longitude",
    "employer",
    "ssnumber",
];

/// Words that name one together.
const PHRASES: [&[&str]; 21] = [
    &["record", "number"],
    &["med", "rec", "number"],
    &["hospital", "number"],
    &["hosp", "number"],
    &["nhs", "number"],
    &["social", "security"],
    &["birth", "date"],
    &["birth", "day"],
    &["birth", "year"],
    &["date", "of", "birth"],
    &["day", "of", "birth"],
    &["year", "of", "birth"],
    &["e", "mail"],
    &["post", "code"],
    &["postal", "code"],
    &["emergency", "contact"],
    &["next", "of", "kin"],
    &["admission", "date"],
    &["discharge", "date"],
    &["date", "of", "admission"],
    &["date", "of", "discharge"],
];

/// Words that are joined with those that name an identifier: `patientname`, `dateofbirth`, `homephone`.
const JOINED: [&str; 46] = [
    "cell",
    "patient",
    "first",
    "last",
    "full",
    "family",
    "maiden",
    "middle",
    "given",
    "home",
    "work",
    "medical",
    "record",
    "hospital",
    "number",
    "no",
    "nhs",
    "social",
    "security",
    "birth",
    "date",
    "day",
    "year",
    "of",
    "mail",
    "post",
    "postal",
    "code",
    "emergency",
    "contact",
    "next",
    "admission",
    "discharge",
    "id",
    "pt",
    "primary",
    "kin",
    "med",
    "rec",
    "hosp",
    "subject",
    "subj",
    "participant",
    "person",
    "mother",
    "member",
];

/// Whether a header is named for an identifier; a column of the model is not.
pub(super) fn names_identifier(header: &str) -> bool {
    if is_of_model(header) {
        return false;
    }
    let words = words(header);
    words.iter().any(|word| WORDS.contains(&word.as_str()))
        || PHRASES
            .iter()
            .any(|phrase| words.windows(phrase.len()).any(|window| window == *phrase))
}

/// Phrases that name no identifier in a raw file: shifted dates of a stay are what times are made of.
const NO_RAW: [&[&str]; 4] = [
    &["admission", "date"],
    &["discharge", "date"],
    &["date", "of", "admission"],
    &["date", "of", "discharge"],
];

/// Whether a header of a raw file is named for an identifier. Columns of the model that have such a name are none there
/// either; words that begin with `zipcode` are.
pub(in crate::ingest) fn names_raw_identifier(header: &str) -> bool {
    if is_of_model(header) {
        return false;
    }
    let words = words(header);
    let has = |phrase: &[&str]| words.windows(phrase.len()).any(|window| window == phrase);
    words
        .iter()
        .any(|word| WORDS.contains(&word.as_str()) || word.starts_with("zipcode"))
        || PHRASES
            .iter()
            .any(|phrase| has(phrase) && !NO_RAW.contains(phrase))
}

/// Whether a header says whose check digits the values of its column may have.
pub(super) fn names_service(header: &str) -> bool {
    words(header)
        .iter()
        .any(|word| word == "nhs" || word == "npi")
}

fn is_of_model(header: &str) -> bool {
    let plain = key(header);
    TABLES.iter().flat_map(|table| table.columns).any(|column| {
        let is_named = |name: &str| key(name) == plain;
        is_named(column.name) || column.date_time_name().is_some_and(is_named)
    })
}

/// The words of a header in small letters: cut at everything that is no letter or digit, where a small letter meets a
/// capital or a digit, before the last capital of several, and where known words are joined. `D.O.B.` is one word.
fn words(header: &str) -> Vec<String> {
    let mut cut: Vec<String> = vec![String::new()];
    let signs: Vec<char> = header.nfkc().filter(|&c| !is_invisible(c)).collect();
    for (place, &c) in signs.iter().enumerate() {
        let before = place
            .checked_sub(1)
            .and_then(|before| signs.get(before))
            .copied();
        let behind = signs.get(place + 1).copied();
        if !c.is_alphanumeric() {
            cut.push(String::new());
            continue;
        }
        let is_cut = before.is_some_and(|before| {
            before.is_lowercase() && c.is_uppercase()
                || before.is_alphabetic() && c.is_numeric()
                || before.is_uppercase()
                    && c.is_uppercase()
                    && behind.is_some_and(char::is_lowercase)
        });
        if is_cut {
            cut.push(String::new());
        }
        if let Some(word) = cut.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    let mut words: Vec<String> = Vec::new();
    let mut letters = String::new();
    for word in cut.into_iter().filter(|word| !word.is_empty()) {
        let is_letter = word.chars().count() == 1;
        if is_letter {
            letters.push_str(&word);
        } else if !letters.is_empty() {
            words.push(std::mem::take(&mut letters));
        }
        match joined(&word) {
            Some(parts) => words.extend(parts.into_iter().map(number_of)),
            None => words.push(number_of(&word)),
        }
    }
    words.push(letters);
    words
}

/// A word, of those that mean a number the one.
fn number_of(word: &str) -> String {
    match word {
        "no" | "nr" | "num" | "nbr" => "number",
        word => word,
    }
    .to_owned()
}

/// The known words that a word is made of, one or more.
fn joined(word: &str) -> Option<Vec<&str>> {
    if word.is_empty() {
        return Some(Vec::new());
    }
    // Every cut leaves a shorter word, and no header of identifiers is long.
    if word.len() > 40 {
        return None;
    }
    WORDS.iter().chain(&JOINED).find_map(|known| {
        let mut parts = joined(word.strip_prefix(known)?)?;
        parts.insert(0, &word[..known.len()]);
        Some(parts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_cut_in_words() {
        for name in [
            "Patient Name",
            "patient_name",
            "PatientName",
            "patientname",
            "lastname",
            "LASTNAME",
            "FamilyName",
            "name1",
            "MRN",
            "MRN2",
            "mrnNumber",
            "medical_record_number",
            "MedicalRecordNo",
            "recordnumber",
            "hospital number",
            "NHSNumber",
            "NPI",
            "date of birth",
            "dateOfBirth",
            "Birth-Date",
            "birth_year",
            "D.O.B.",
            "E-mail",
            "eMail",
            "emailaddress",
            "ZIP code",
            "ZIPCode",
            "postcode",
            "phone",
            "HomePhone",
            "cell.phone",
            "Social Security #",
            "insurance_policy",
            "next_of_kin",
            "emergencyContact",
            "admission_date",
            "DischargeDate",
            "ＭＲＮ",
            "s\u{200b}sn",
            "SUBJNAME",
            "MedRecNo",
            "latitude",
        ] {
            assert!(names_identifier(name), "{name}");
        }
        for name in [
            "surnames",
            "essn",
            "filename",
            "site_id",
            "course_id",
            "rename",
            "protocol_version",
            "emailed",
            "birth weight",
            "date",
            "capacity",
            "record",
            "hospital_id",
            "discharge_hour",
            "policyholder",
            "specificity",
            "number",
            "",
        ] {
            assert!(!names_identifier(name), "{name}");
        }
    }

    #[test]
    fn no_column_of_the_model_names_an_identifier() {
        for table in TABLES {
            for column in table.columns {
                assert!(!names_identifier(column.name), "{}", column.name);
            }
        }
    }
}
