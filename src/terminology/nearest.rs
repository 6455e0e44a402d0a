//! The known names nearest to an unknown one, so that a typing error is easy to see. A name that is near in letters and of
//! another organ or analyte (`ALT increased`, `GGT increased`) is not offered.

use super::agents::medication_names;
use super::analytes::analyte_names;
use super::embedded::names_of;
use super::misspelling::errors;
use super::{key, organ_systems, toxicity_terms, vasopressors};
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;
use strsim::osa_distance;

/// The most names that are suggested.
const SUGGESTED: usize = 3;
/// Shorter names are abbreviations, each near many others.
const SHORTEST: usize = 5;
/// Longer ones are sentences.
const LONGEST: usize = 60;
/// More wrong letters in the name of a column are another name.
const MOST_ERRORS: usize = 3;

/// A known spelling: its words, and the name that it means.
struct Spelling {
    words: Vec<String>,
    name: &'static str,
}

type Spellings = LazyLock<Vec<Spelling>>;

static TERMS: Spellings = LazyLock::new(|| spellings(term_names()));
/// The words of all names of all lists: none of them is a typing error of another.
static KNOWN_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lists = [&REASONS, &VASOPRESSORS, &ANALYTES, &MEDICATIONS];
    let spellings = lists.into_iter().flat_map(|list| list.iter());
    let words = spellings.flat_map(|spelling| &spelling.words);
    words.map(String::as_str).collect()
});
static REASONS: Spellings = LazyLock::new(|| {
    let systems = organ_systems().iter().flat_map(|system| {
        [&system.name, &system.label].map(|spelling| (system.name.as_str(), spelling.as_str()))
    });
    spellings(term_names().chain(systems))
});
static VASOPRESSORS: Spellings = LazyLock::new(|| {
    let agents = vasopressors().iter();
    spellings(agents.flat_map(|agent| all_names(&agent.name, &agent.synonyms)))
});
static ANALYTES: Spellings = LazyLock::new(|| spellings(analyte_names()));
static MEDICATIONS: Spellings = LazyLock::new(|| spellings(medication_names()));

fn term_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    toxicity_terms()
        .iter()
        .flat_map(|term| all_names(&term.name, &term.synonyms))
}

/// A name with itself and with each of its synonyms.
fn all_names(
    name: &'static str,
    synonyms: &'static [String],
) -> impl Iterator<Item = (&'static str, &'static str)> {
    names_of(name, synonyms).map(move |spelling| (name, spelling))
}

fn spellings(names: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Spelling> {
    let spelling = |(name, spelling)| Spelling {
        words: words(spelling),
        name,
    };
    names.map(spelling).collect()
}

/// The words of a name, in lower case.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The CTCAE terms nearest to a text, by name and synonym: at most three, the nearest first; empty if none is near.
///
/// ```
/// use il2_outcomes::terminology::nearest_toxicity_terms;
/// assert_eq!(nearest_toxicity_terms("Hypotention"), ["Hypotension"]);
/// assert!(nearest_toxicity_terms("asked to go home").is_empty());
/// ```
#[must_use]
pub fn nearest_toxicity_terms(text: &str) -> Vec<&'static str> {
    nearest(text, &TERMS)
}

/// The CTCAE terms and organ systems nearest to the reason of a dose.
#[must_use]
pub fn nearest_reasons(text: &str) -> Vec<&'static str> {
    nearest(text, &REASONS)
}

/// The agents of the vasopressor list nearest to a text.
#[must_use]
pub fn nearest_vasopressors(text: &str) -> Vec<&'static str> {
    nearest(text, &VASOPRESSORS)
}

/// The analytes nearest to a text; LOINC codes have no neighbors.
#[must_use]
pub fn nearest_analytes(text: &str) -> Vec<&'static str> {
    nearest(text, &ANALYTES)
}

/// The supportive agents nearest to a text.
#[must_use]
pub fn nearest_medications(text: &str) -> Vec<&'static str> {
    nearest(text, &MEDICATIONS)
}

/// The names among `known` nearest to an unknown one: those that contain it or are part of it, and those in which at
/// most a third of the letters is wrong; at most three, the nearest first.
///
/// ```
/// use il2_outcomes::terminology::nearest_names;
/// assert_eq!(nearest_names("toxicitys", ["doses", "toxicities"]), ["toxicities"]);
/// assert_eq!(nearest_names("hour", ["onset_hour", "grade"]), ["onset_hour"]);
/// ```
pub fn nearest_names<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let wanted = key(name);
    let reach = wanted.chars().count().div_ceil(3).min(MOST_ERRORS);
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|known| {
            let spelling = key(known);
            let distance = osa_distance(&wanted, &spelling);
            let is_part = wanted.len() >= SHORTEST - 1
                && (spelling.contains(&*wanted) || wanted.contains(&*spelling));
            (distance <= reach || is_part).then_some((distance, known))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(SUGGESTED);
    found.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// What a message says after an unknown name: a comma, "perhaps" and the nearest of the known ones, each between backticks;
/// nothing where none is near.
///
/// ```
/// use il2_outcomes::terminology::perhaps;
/// assert_eq!(perhaps("mising", ["missing", "type"]), ", perhaps `missing`");
/// assert_eq!(perhaps("color", ["missing", "type"]), "");
/// ```
pub fn perhaps<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let nearest = nearest_names(name, known);
    let quoted: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
    if quoted.is_empty() {
        String::new()
    } else {
        format!(", perhaps {}", quoted.join(" or "))
    }
}

/// How many letters are wrong in one of two names: too many, too few, others, or two that changed places.
///
/// ```
/// use il2_outcomes::terminology::letters_apart;
/// assert_eq!(letters_apart("does", "dose"), 1);
/// ```
#[must_use]
pub fn letters_apart(one: &str, other: &str) -> usize {
    osa_distance(one, other)
}

/// The names of which a text is a spelling with an error in it, the nearest first, equally near ones by name.
fn nearest(text: &str, spellings: &[Spelling]) -> Vec<&'static str> {
    if !(SHORTEST..=LONGEST).contains(&text.chars().count()) {
        return Vec::new();
    }
    let wanted = words(text);
    let is_known = |word: &str| KNOWN_WORDS.contains(word);
    let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
    for spelling in spellings {
        if let Some(errors) = errors(&wanted, &spelling.words, is_known) {
            let known = found.entry(spelling.name).or_insert(errors);
            *known = errors.min(*known);
        }
    }
    let mut found: Vec<(usize, &'static str)> = found
        .into_iter()
        .map(|(name, errors)| (errors, name))
        .collect();
    found.sort_unstable();
    found.truncate(SUGGESTED);
    found.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_that_changed_places_are_one_error() {
        assert_eq!(nearest_vasopressors("dopmaine"), ["dopamine"]);
    }

    #[test]
    fn a_synonym_suggests_the_name_it_means() {
        // Noradrenaline is a synonym of norepinephrine.
        assert_eq!(nearest_vasopressors("noradrenalin"), ["norepinephrine"]);
        // Adrenaline is three letters away, and another agent.
    }

    #[test]
    fn equally_near_names_are_ordered_by_name() {
        // One letter from both.
        let names = nearest_toxicity_terms("Hypetension");
        assert_eq!(names, ["Hypertension", "Hypotension"]);
    }

    #[test]
    fn another_organ_or_analyte_is_not_offered() {
        for name in [
            "ALT decreased",
            "AFP increased",
            "Bone infection",
            "Joint infection",
            "Nephropathy",
            "Myelopathy",
            "Retinal edema",
            "Hypochondria",
            "Ear pain",
            "Arteritis",
            "Otitis",
            "Neuritis",
        ] {
            assert_eq!(nearest_toxicity_terms(name), [""; 0], "{name}");
            assert_eq!(nearest_reasons(name), [""; 0], "{name}");
        }
        for analyte in ["creatine", "chlorine", "urate oxidase", "CD8", "free T5"] {
            assert_eq!(nearest_analytes(analyte), [""; 0], "{analyte}");
        }
    }

    #[test]
    fn a_spelling_error_in_one_of_several_words_is_seen() {
        assert_eq!(
            nearest_toxicity_terms("Atrial fibrilation"),
            ["Atrial fibrillation"]
        );
        assert_eq!(
            nearest_toxicity_terms("Pleural effussion"),
            ["Pleural effusion"]
        );
        assert_eq!(
            nearest_toxicity_terms("Creatinin increased"),
            ["Creatinine increased"]
        );
        assert_eq!(nearest_analytes("potasium"), ["potassium"]);
    }

    #[test]
    fn an_abbreviation_has_no_neighbors() {
        assert!(nearest_toxicity_terms("AKJ").is_empty());
        assert!(nearest_analytes("K+").is_empty());
    }

    #[test]
    fn a_reason_may_be_an_organ_system() {
        assert_eq!(nearest_reasons("cardiovasculr"), ["cardiovascular"]);
    }

    #[test]
    fn what_is_far_from_every_name_has_no_neighbors() {
        for text in ["vitamin Q", "patient's own wish", "", "9999-9"] {
            assert!(nearest_medications(text).is_empty(), "{text}");
            assert!(nearest_analytes(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_supportive_agent_with_a_typing_error_is_found() {
        assert_eq!(nearest_medications("ondansetrone"), ["ondansetron"]);
    }
}
