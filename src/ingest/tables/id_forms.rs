//! In what the identifiers of two tables differ, in words that repeat none of them.

use crate::ingest::text::ids::{in_one_case, in_one_width, without_blanks, without_zeros};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What two spellings of an identifier may differ in: in words, and what takes it away.
type Aspect = (&'static str, fn(&str) -> String);

/// From the first to the last, each takes away more.
const ASPECTS: [Aspect; 7] = [
    ("full-width characters", in_one_width),
    ("capital and small letters", in_one_case),
    (
        "an equals sign and quotes around them, as spreadsheet programs write a text",
        without_formula,
    ),
    ("blanks", without_blanks),
    ("decimals", without_decimals),
    ("leading zeros", without_zeros),
    ("marks such as dashes", without_marks),
];

/// Identifiers, each with the index of its site.
type Ids<'a> = BTreeSet<(u32, &'a str)>;

/// In what the identifiers of patients and those of the patients of courses differ.
pub(super) fn difference(patients: &Ids<'_>, courses: &Ids<'_>, sites: &[String]) -> String {
    if courses.is_empty() {
        return "no row of courses is stored".to_owned();
    }
    let (form_of_patients, form_of_courses) = (commonest_form(patients), commonest_form(courses));
    let forms = if form_of_patients == form_of_courses {
        format!("most in both are {form_of_patients}")
    } else {
        format!("in patients most are {form_of_patients}, in courses {form_of_courses}")
    };
    let texts = |ids: &Ids<'_>| -> BTreeSet<String> {
        ids.iter().map(|(_, id)| (*id).to_owned()).collect()
    };
    let (of_patients, of_courses) = (texts(patients), texts(courses));
    if of_patients.intersection(&of_courses).next().is_some() {
        return if is_case_of_sites(patients, courses, sites) {
            "their sites differ in capital and small letters or blanks".to_owned()
        } else {
            "their sites differ".to_owned()
        };
    }
    let plain = |id: &str| spelled(id, &ASPECTS);
    let by_plain: BTreeMap<String, &String> = of_courses.iter().map(|id| (plain(id), id)).collect();
    let pair = of_patients
        .iter()
        .find_map(|id| Some((id, *by_plain.get(&plain(id))?)));
    if let Some((patient, course)) = pair {
        // What need not be taken away to make them equal is no difference: the widest is tried first.
        let mut aspects = ASPECTS.to_vec();
        for index in (0..aspects.len()).rev() {
            let mut fewer = aspects.clone();
            fewer.remove(index);
            if spelled(patient, &fewer) == spelled(course, &fewer) {
                aspects = fewer;
            }
        }
        let words: Vec<&str> = aspects.iter().map(|(words, _)| *words).collect();
        return format!("they differ in {} ({forms})", words.join(" and "));
    }
    let digits = |id: &String| -> String { id.chars().filter(char::is_ascii_digit).collect() };
    let of_digits: BTreeSet<String> = of_courses.iter().map(digits).collect();
    let has_digits = |id: &String| !digits(id).is_empty() && of_digits.contains(&digits(id));
    if of_patients.iter().any(has_digits) {
        return format!("they differ in what surrounds the digits ({forms})");
    }
    forms
}

/// Whether the sites of two tables are the same but for case and blanks.
fn is_case_of_sites(patients: &Ids<'_>, courses: &Ids<'_>, sites: &[String]) -> bool {
    let folded = |ids: &Ids<'_>| -> BTreeSet<String> {
        let names = ids.iter().map(|(site, _)| &sites[*site as usize]);
        names
            .map(|site| without_blanks(&in_one_case(site)))
            .collect()
    };
    folded(patients)
        .intersection(&folded(courses))
        .next()
        .is_some()
}

/// An identifier without these aspects of its spelling.
fn spelled(id: &str, without: &[Aspect]) -> String {
    let text = id.to_owned();
    without
        .iter()
        .fold(text, |text, (_, take_away)| take_away(&text))
}

/// A text without the `="…"` that keeps it from being a number in a spreadsheet, or quotes alone.
fn without_formula(id: &str) -> String {
    let bare = id.trim_start_matches('=');
    bare.trim_matches(['"', '\'']).to_owned()
}

/// A whole number without the decimals that some program gave it.
fn without_decimals(id: &str) -> String {
    match id.split_once(['.', ',']) {
        Some((whole, decimals)) if decimals.bytes().all(|byte| byte == b'0') => whole.to_owned(),
        _ => id.to_owned(),
    }
}

fn without_marks(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The form that most of these have, the first of several, such as `1 letter and 3 digits`.
fn commonest_form(ids: &Ids<'_>) -> String {
    let mut forms: BTreeMap<String, usize> = BTreeMap::new();
    for (_, id) in ids {
        *forms.entry(form(id)).or_insert(0) += 1;
    }
    let most = forms.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
    most.map_or_else(String::new, |(form, _)| form.clone())
}

/// What an identifier is made of: runs of letters, digits, blanks and marks.
fn form(id: &str) -> String {
    let kind = |c: char| match c {
        _ if c.is_numeric() => "digit",
        _ if c.is_alphabetic() => "letter",
        _ if c.is_whitespace() => "blank",
        _ => "mark",
    };
    let kinds: Vec<&str> = id.chars().map(kind).collect();
    let mut words = String::new();
    for run in kinds.chunk_by(|a, b| a == b) {
        let comma = if words.is_empty() { "" } else { ", " };
        let plural = if run.len() == 1 { "" } else { "s" };
        write!(words, "{comma}{} {}{plural}", run.len(), run[0])
            .expect("writing to a String does not fail");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(patients: &[&str], courses: &[&str]) -> String {
        let ids =
            |ids: &[&'static str]| -> Ids<'static> { ids.iter().map(|id| (0, *id)).collect() };
        let leak = |ids: &[&str]| -> Vec<&'static str> {
            ids.iter().map(|id| &*String::from(*id).leak()).collect()
        };
        difference(
            &ids(&leak(patients)),
            &ids(&leak(courses)),
            &["elm".to_owned()],
        )
    }

    #[test]
    fn the_form_is_named_and_no_value() {
        for (patients, courses, words) in [
            (
                ["001", "002"],
                ["1", "2"],
                "differ in leading zeros (in patients most are 3 digits, in courses 1 digit)",
            ),
            (
                ["Alder1", "Birch2"],
                ["alder1", "birch2"],
                "differ in capital and small letters (",
            ),
            (
                ["=\"001\"", "=\"002\""],
                ["001", "002"],
                "differ in an equals sign and quotes",
            ),
            (
                ["=\"001\"", "=\"002\""],
                ["1", "2"],
                "spreadsheet programs write a text and leading zeros (",
            ),
            (["101.0", "A1"], ["101", "B1"], "differ in decimals ("),
            (
                ["P11", "P12"],
                ["Q21", "Q22"],
                "most in both are 1 letter, 2 digits",
            ),
            (
                ["Ｐ１", "Ｐ２"],
                ["P1", "P2"],
                "differ in full-width characters (",
            ),
            (["P 1", "P 2"], ["P1", "P2"], "differ in blanks ("),
            (
                ["P-1", "P-2"],
                ["P1", "P2"],
                "differ in marks such as dashes (",
            ),
            (
                ["P101", "P102"],
                ["101", "102"],
                "differ in what surrounds the digits (in patients most are 1 letter, 3 digits, in courses 3 digits)",
            ),
            (
                ["anna", "otto"],
                ["77", "78"],
                "in patients most are 4 letters, in courses 2 digits",
            ),
        ] {
            let text = told(&patients, &courses);
            assert!(text.contains(words), "{text}");
            for id in patients.iter().chain(&courses) {
                assert!(id.len() < 3 || !text.contains(id), "{text}");
            }
        }
    }

    #[test]
    fn the_same_identifiers_at_two_sites_differ_in_their_sites() {
        let (patients, courses) = (Ids::from([(0, "P1")]), Ids::from([(1, "P1")]));
        let told = |sites: [&str; 2]| difference(&patients, &courses, &sites.map(str::to_owned));
        assert_eq!(told(["Elm", "ash"]), "their sites differ");
        assert!(told(["Elm", "e lm"]).contains("capital and small letters or blanks"));
        assert_eq!(
            difference(&patients, &Ids::new(), &["elm".to_owned()]),
            "no row of courses is stored"
        );
    }
}
