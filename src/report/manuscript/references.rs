//! The references behind the definitions and methods of a report.

use crate::measures::definition::Definition;
use std::collections::BTreeSet;

/// A reference.
#[derive(Debug, Clone, Copy)]
struct Reference {
    /// Its key in `references.bib`.
    key: &'static str,
    /// How a text without numbered references cites it: `Kaplan and Meier, 1958`.
    cited: &'static str,
    /// What the source of a measure's definition holds where it means this reference; none where only methods cite it.
    named: &'static [&'static str],
}

const fn reference(
    key: &'static str,
    cited: &'static str,
    named: &'static [&'static str],
) -> Reference {
    Reference { key, cited, named }
}

/// All of them, in the order of their keys.
static REFERENCES: [Reference; 37] = [
    reference("aalen1978", "Aalen and Johansen, 1978", &["Aalen OO"]),
    reference(
        "aldesleukin",
        "aldesleukin prescribing information",
        &["prescribing information of aldesleukin"],
    ),
    reference("anhoj2014", "Anhøj and Olesen, 2014", &["Anhøj J"]),
    reference("armitage1955", "Armitage, 1955", &["Armitage P"]),
    reference("austin2009", "Austin, 2009", &["Austin PC"]),
    reference(
        "benjamini1995",
        "Benjamini and Hochberg, 1995",
        &["Benjamini Y"],
    ),
    reference("benneyan2001", "Benneyan, 2001", &["Benneyan JC"]),
    reference("brook1972", "Brook and Evans, 1972", &["Brook D"]),
    reference("clopper1934", "Clopper and Pearson, 1934", &[]),
    reference("cochran1954", "Cochran, 1954", &["Cochran WG"]),
    reference("ctcae", "CTCAE", &["CTCAE"]),
    reference("donner2012", "Donner and Zou, 2012", &["Donner A, Zou GY"]),
    reference("fisher1935", "Fisher, 1935", &["Fisher RA"]),
    reference("garwood1936", "Garwood, 1936", &["Garwood F"]),
    reference("hyndman1996", "Hyndman and Fan, 1996", &["Hyndman RJ"]),
    reference("kammula1998", "Kammula et al., 1998", &["Kammula US"]),
    reference("kaplan1958", "Kaplan and Meier, 1958", &["Kaplan EL"]),
    reference("kdigo2012", "KDIGO, 2012", &["KDIGO"]),
    reference("koopman1984", "Koopman, 1984", &["Koopman PAR"]),
    reference("kotani2023", "Kotani et al., 2023", &["Kotani Y"]),
    reference(
        "lifileucel",
        "lifileucel prescribing information",
        &["of lifileucel"],
    ),
    reference("montgomery", "Montgomery", &["Montgomery DC"]),
    reference("nelson1984", "Nelson, 1984", &["Nelson LS"]),
    reference("newcombe1998", "Newcombe, 1998", &["Newcombe RG"]),
    reference("rao1992", "Rao and Scott, 1992", &[]),
    reference(
        "rao1999",
        "Rao and Scott, 1999",
        &["Rao JNK, Scott AJ. Stat Med 1999"],
    ),
    reference("recist2009", "Eisenhauer et al., 2009", &[]),
    reference("record2015", "Benchimol et al., 2015", &[]),
    reference("robbins2011", "Robbins et al., 2011", &["Robbins PF"]),
    reference(
        "spiegelhalter2005",
        "Spiegelhalter, 2005",
        &["Spiegelhalter DJ"],
    ),
    reference("steiner2000", "Steiner et al., 2000", &["Steiner SH"]),
    reference("strobe2007", "von Elm et al., 2007", &["STROBE"]),
    reference("wheeler1992", "Wheeler and Chambers, 1992", &["Wheeler DJ"]),
    reference(
        "western1956",
        "Western Electric, 1956",
        &["Western Electric"],
    ),
    reference("wilson1927", "Wilson, 1927", &[]),
    reference("yang2012", "Yang and Dalton, 2012", &["Yang D"]),
    reference("zou2008", "Zou and Donner, 2008", &["Zou GY, Donner A"]),
];

/// Their entries, with a line between them.
const ENTRIES: &str = include_str!("references.bib");

/// How a key is cited in a text without numbered references.
pub(super) fn cited(key: &str) -> &'static str {
    let reference = REFERENCES.iter().find(|reference| reference.key == key);
    reference
        .expect("methods cite references of the list")
        .cited
}

/// `references.bib`: the entries that the definitions of these measures name, and those of these keys.
pub(crate) fn bibliography<'a>(
    measures: impl Iterator<Item = &'a Definition>,
    keys: &BTreeSet<&str>,
) -> String {
    let sources: Vec<&str> = measures.map(|measure| measure.source).collect();
    let is_used = |reference: &&Reference| {
        let is_named = |name: &&str| sources.iter().any(|source| source.contains(*name));
        keys.contains(reference.key) || reference.named.iter().any(is_named)
    };
    let entries = REFERENCES.iter().filter(is_used).map(|reference| {
        let head = format!("{{{},", reference.key);
        let mut entries = ENTRIES.trim_end().split("\n\n");
        entries
            .find(|entry| entry.contains(&head))
            .expect("each reference has an entry")
    });
    let mut text = entries.collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
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
    fn only_what_a_report_uses_is_listed() {
        let all = definitions();
        let survival = all
            .iter()
            .filter(|measure| measure.name == "outcome.overall_survival");
        let text = bibliography(survival, &BTreeSet::from(["clopper1934"]));
        assert_eq!(text.matches('@').count(), 2, "{text}");
        assert!(text.contains("{kaplan1958,") && text.contains("{clopper1934,"));
    }
}
