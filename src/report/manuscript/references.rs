//! The references behind the definitions and methods of a report.

use crate::measures::definition::Definition;
use std::collections::BTreeSet;

/// A reference.
#[derive(Debug, Clone, Copy)]
struct Reference {
    /// Its key in `references.bib`.
    key: &'static str,
    /// What the source of a measure's definition holds where it means this reference; none where only methods cite it.
    named: &'static [&'static str],
}

const fn reference(key: &'static str, named: &'static [&'static str]) -> Reference {
    Reference { key, named }
}

/// All of them, in the order of their keys.
static REFERENCES: [Reference; 40] = [
    reference("aalen1978", &["Aalen OO"]),
    reference("abim2024", &["American Board of Internal Medicine"]),
    reference("aldesleukin", &["prescribing information of aldesleukin"]),
    reference("anhoj2014", &["Anhøj J"]),
    reference("armitage1955", &["Armitage P"]),
    reference("austin2009", &["Austin PC"]),
    reference("benjamini1995", &["Benjamini Y"]),
    reference("benneyan2001", &["Benneyan JC"]),
    reference("brook1972", &["Brook D"]),
    reference("clopper1934", &[]),
    reference("cochran1954", &["Cochran WG"]),
    reference("ctcae", &["CTCAE"]),
    reference("donner2012", &["Donner A, Zou GY"]),
    reference("dutcher2014", &["Dutcher JP"]),
    reference("fisher1935", &["Fisher RA"]),
    reference("garwood1936", &["Garwood F"]),
    reference("hyndman1996", &["Hyndman RJ"]),
    reference("kammula1998", &["Kammula US"]),
    reference("kaplan1958", &["Kaplan EL"]),
    reference("kdigo2012", &["KDIGO"]),
    reference("koopman1984", &["Koopman PAR"]),
    reference("kotani2023", &["Kotani Y"]),
    reference("lifileucel", &["of lifileucel"]),
    reference("montgomery", &["Montgomery DC"]),
    reference("nelson1984", &["Nelson LS"]),
    reference("newcombe1998", &["Newcombe RG"]),
    reference("payne1973", &[]),
    reference("rao1992", &[]),
    reference("rao1999", &["Rao JNK, Scott AJ. Stat Med 1999"]),
    reference("recist2009", &[]),
    reference("record2015", &[]),
    reference("robbins2011", &["Robbins PF"]),
    reference("spiegelhalter2005", &["Spiegelhalter DJ"]),
    reference("steiner2000", &["Steiner SH"]),
    reference("strobe2007", &["STROBE"]),
    reference("wheeler1992", &["Wheeler DJ"]),
    reference("western1956", &["Western Electric"]),
    reference("wilson1927", &[]),
    reference("yang2012", &["Yang D"]),
    reference("zou2008", &["Zou GY, Donner A"]),
];

/// Their entries, with a line between them.
const ENTRIES: &str = include_str!("references.bib");

/// The entry of a key.
pub(super) fn entry(key: &str) -> &'static str {
    let head = format!("{{{key},");
    let mut entries = ENTRIES.trim_end().split("\n\n");
    entries
        .find(|entry| entry.contains(&head))
        .expect("each reference has an entry")
}

/// The keys of what the sources of these measures name, in order.
pub(super) fn named<'a>(measures: impl Iterator<Item = &'a Definition>) -> Vec<&'static str> {
    let sources: Vec<&str> = measures.map(|measure| measure.source).collect();
    let is_named = |reference: &&Reference| {
        let mut names = reference.named.iter();
        names.any(|name| sources.iter().any(|source| source.contains(*name)))
    };
    let named = REFERENCES.iter().filter(is_named);
    named.map(|reference| reference.key).collect()
}

/// `references.bib`: the entries of these keys.
pub(super) fn bibliography(keys: &BTreeSet<&str>) -> String {
    let entries: Vec<&str> = keys.iter().map(|key| entry(key)).collect();
    format!("{}\n", entries.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::definitions;

    #[test]
    fn each_reference_has_one_entry_and_each_entry_a_reference() {
        let entries: Vec<&str> = ENTRIES.trim_end().split("\n\n").collect();
        let keys: Vec<&str> = entries
            .iter()
            .map(|entry| entry.split_once('{').unwrap().1.split_once(',').unwrap().0)
            .collect();
        let own: Vec<&str> = REFERENCES.iter().map(|reference| reference.key).collect();
        assert_eq!(keys, own);
    }

    #[test]
    fn each_source_of_a_definition_that_names_a_paper_has_its_entry() {
        // A paper is cited with the year of its journal: `1958;53:457`.
        let is_paper = |source: &str| {
            let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
            source
                .split([' ', ';'])
                .any(|word| word.len() == 4 && digits(word))
        };
        for measure in definitions() {
            for source in measure.source.split("; ").filter(|source| is_paper(source)) {
                let is_known = REFERENCES
                    .iter()
                    .any(|reference| reference.named.iter().any(|name| source.contains(name)));
                assert!(is_known, "{}: {source}", measure.name);
            }
        }
    }

    #[test]
    fn only_what_a_text_cites_is_listed() {
        let text = bibliography(&BTreeSet::from(["kaplan1958", "clopper1934"]));
        assert_eq!(text.matches('@').count(), 2, "{text}");
        assert!(text.contains("{kaplan1958,") && text.contains("{clopper1934,"));
    }

    #[test]
    fn a_measure_names_the_references_of_its_source() {
        let all = definitions();
        let survival = all
            .iter()
            .filter(|measure| measure.name == "outcome.overall_survival");
        assert_eq!(named(survival), ["kaplan1958"]);
    }
}
