//! Toxicity terms: CTCAE v5.0 terms with their synonyms, each in one organ system.

use super::embedded::{index, names_of, records, synonyms};
use super::phrases::{Phrase, plain_key};
use super::{key, organ_system};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// One CTCAE term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The CTCAE v5.0 term.
    pub name: String,
    /// Other names in exports.
    pub synonyms: Vec<String>,
    /// The row of its organ system: a reporting group, not the CTCAE SOC.
    pub organ_system: usize,
    /// The grades of which an event is a sentinel event; `None` where it never is.
    sentinel: Option<SentinelGrades>,
}

/// The grades of which an event is a sentinel event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SentinelGrades {
    /// These and higher ones, and an unknown grade.
    OrUnknown(i64),
    /// These and higher ones.
    Known(i64),
}

impl Term {
    /// Whether an event of this grade is a sentinel event by the list of the label; `None` is an unknown grade.
    #[must_use]
    pub fn is_sentinel(&self, grade: Option<i64>) -> bool {
        match self.sentinel {
            None => false,
            Some(SentinelGrades::OrUnknown(least)) => grade.is_none_or(|grade| grade >= least),
            Some(SentinelGrades::Known(least)) => grade.is_some_and(|grade| grade >= least),
        }
    }
}

/// The grades of a term with these flags.
fn sentinel(flags: &str) -> Option<SentinelGrades> {
    let has = |flag: &str| synonyms(flags).any(|own| own == flag);
    // Respiratory failure and adult respiratory distress syndrome are serious whatever their grade is.
    let is_serious = has("intubation");
    [
        ("sentinel", SentinelGrades::OrUnknown(1)),
        ("sentinel3", SentinelGrades::OrUnknown(3)),
        (
            "sentinel4",
            if is_serious {
                SentinelGrades::OrUnknown(4)
            } else {
                SentinelGrades::Known(4)
            },
        ),
    ]
    .into_iter()
    .find_map(|(flag, grades)| has(flag).then_some(grades))
}

static TABLE: LazyLock<Vec<Term>> = LazyLock::new(|| {
    records(include_str!("tables/toxicity_terms.csv"))
        .into_iter()
        .map(|row| Term {
            name: row[0].clone(),
            synonyms: synonyms(&row[1]).map(str::to_owned).collect(),
            organ_system: organ_system(&row[3]).expect("the table names organ systems only"),
            sentinel: sentinel(&row[4]),
        })
        .collect()
});

static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    index(
        TABLE
            .iter()
            .map(|term| names_of(&term.name, &term.synonyms)),
    )
});

/// All toxicity terms, in the order of the table.
#[must_use]
pub fn toxicity_terms() -> &'static [Term] {
    &TABLE
}

/// The rows of the table by another form of their names; `None` where two rows have it.
type ByForm = HashMap<String, Option<usize>>;

fn add(index: &mut ByForm, form: String, row: usize) {
    let known = index.entry(form).or_insert(Some(row));
    if *known != Some(row) {
        *known = None;
    }
}

/// Each name of the table with its row.
fn names() -> impl Iterator<Item = (usize, &'static str)> {
    let rows = TABLE.iter().enumerate();
    rows.flat_map(|(row, term)| names_of(&term.name, &term.synonyms).map(move |name| (row, name)))
}

static BY_PLAIN_KEY: LazyLock<ByForm> = LazyLock::new(|| {
    let mut index = ByForm::new();
    for (row, name) in names() {
        if let Some(plain) = plain_key(name) {
            add(&mut index, plain, row);
        }
    }
    index
});

static BY_PHRASE: LazyLock<ByForm> = LazyLock::new(|| {
    let phrases: Vec<(usize, Phrase)> = names()
        .filter_map(|(row, name)| Some((row, Phrase::of(name)?)))
        .collect();
    // A direction is one where a name of the term says so in the words of changed values: low back pain is none.
    let directed = |(row, phrase): &(usize, Phrase)| Some((*row, phrase.directed()?));
    let changed: HashSet<(usize, String)> = phrases
        .iter()
        .filter(|(_, phrase)| phrase.is_changed_value)
        .filter_map(directed)
        .collect();
    let mut index = ByForm::new();
    for named in &phrases {
        let form = directed(named).filter(|form| changed.contains(form));
        let (row, form) = form.unwrap_or_else(|| (named.0, named.1.plain()));
        add(&mut index, form, row);
    }
    index
});

/// The row of the term with this name or synonym: as it stands, in British or American spelling and without punctuation,
/// with its words in another order, in the plural or with another word for increased and decreased, or with a word of its
/// degree before it; of `X (Y)` the term that both are.
///
/// ```
/// use il2_outcomes::terminology::{toxicity_term, toxicity_terms};
/// let name = |text| toxicity_term(text).map(|row| toxicity_terms()[row].name.as_str());
/// assert_eq!(name("elevation of creatinine"), Some("Creatinine increased"));
/// assert_eq!(name("Watery diarrhoea"), None);
/// assert_eq!(name("Diarrhoea"), Some("Diarrhea"));
/// ```
#[must_use]
pub fn toxicity_term(name: &str) -> Option<usize> {
    if let Some(&row) = BY_NAME.get(key(name).as_ref()) {
        return Some(row);
    }
    by_form(name).or_else(|| by_both(name))
}

/// The row of the term of a name in another form.
fn by_form(name: &str) -> Option<usize> {
    let plain = plain_key(name).and_then(|plain| BY_PLAIN_KEY.get(&plain).copied());
    if let Some(row) = plain {
        return row;
    }
    let phrase = Phrase::of(name)?;
    let without_sample = phrase.without_sample();
    let without_degree = phrase.without_degree();
    let phrases = [Some(phrase), without_sample, without_degree];
    phrases.iter().flatten().find_map(by_phrase)
}

fn by_phrase(phrase: &Phrase) -> Option<usize> {
    let directed = phrase.directed().and_then(|form| BY_PHRASE.get(&form));
    *directed.or_else(|| BY_PHRASE.get(&phrase.plain()))?
}

/// The row of the term that both `X` and `Y` of `X (Y)` are.
fn by_both(name: &str) -> Option<usize> {
    let (outer, inner) = name.trim_end().strip_suffix(')')?.split_once('(')?;
    let row = |name: &str| {
        let known = BY_NAME.get(key(name).as_ref()).copied();
        known.or_else(|| by_form(name))
    };
    row(outer).filter(|outer| row(inner) == Some(*outer))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether an event of grade 1, 2, 3, 4, 5 and of unknown grade is a sentinel event.
    fn sentinel_grades(term: &str) -> [bool; 6] {
        let term = &toxicity_terms()[toxicity_term(term).unwrap()];
        [Some(1), Some(2), Some(3), Some(4), Some(5), None].map(|grade| term.is_sentinel(grade))
    }

    #[test]
    fn sentinel_events_are_those_of_the_labels_list() {
        let (no, yes) = (false, true);
        assert_eq!(sentinel_grades("Cardiac arrest"), [yes; 6]);
        assert_eq!(sentinel_grades("VT"), [no, no, yes, yes, yes, yes]);
        assert_eq!(sentinel_grades("Delirium"), [no, no, no, yes, yes, no]);
        assert_eq!(sentinel_grades("ARDS"), [no, no, no, yes, yes, yes]);
        assert_eq!(
            sentinel_grades("Respiratory failure"),
            [no, no, no, yes, yes, yes]
        );
        assert_eq!(sentinel_grades("Hypotension"), [no; 6]);
        let flagged = toxicity_terms()
            .iter()
            .filter(|term| term.sentinel.is_some());
        assert_eq!(flagged.count(), 33);
    }
}
